import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from './policy.js';
import { catalogue, isProblemCode } from './problem-catalogue/catalogue.js';
import type { ProblemEntry } from './problem-catalogue/entry.js';
import { notFound, type ProblemCode } from './problems.js';

type Explained = ProblemEntry & { readonly type: string; readonly code: ProblemCode };

/** Where the `type` of every problem leads. */
@ApiTags('problems')
@Allow('public')
@Controller('problems')
export class ProblemsController {
  @ApiOperation({ summary: 'Every code this product answers, with what it means and what to do next.' })
  @Get()
  list(): { readonly items: readonly Explained[] } {
    return { items: Object.keys(catalogue).filter(isProblemCode).sort().map(explained) };
  }

  @ApiOperation({ summary: 'What one code means and what to do next.' })
  @Get(':code')
  one(@Param('code') code: string): Explained {
    if (!isProblemCode(code)) throw notFound('NOT_FOUND');
    return explained(code);
  }
}

function explained(code: ProblemCode): Explained {
  return { type: `/problems/${code}`, code, ...catalogue[code] };
}
