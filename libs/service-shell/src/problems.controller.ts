import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from './policy.js';
import { catalogue, isProblemCode } from './problem-catalogue/catalogue.js';
import type { ProblemEntry } from './problem-catalogue/entry.js';
import { notFound, type ProblemCode } from './problems.js';

type Explained = ProblemEntry & { readonly type: string; readonly code: ProblemCode };

const said = { type: 'object', required: ['zh', 'en'], properties: { zh: { type: 'string' }, en: { type: 'string' } } };
const example = { type: '/problems/FORBIDDEN', code: 'FORBIDDEN', ...catalogue.FORBIDDEN };
const entry = {
  type: 'object',
  required: ['type', 'code', 'status', 'zh', 'en', 'hint'],
  properties: { type: { type: 'string' }, code: { type: 'string' }, status: { type: 'integer' }, zh: { type: 'string' }, en: { type: 'string' }, hint: said, retryAfterSeconds: { type: 'integer' } },
  example,
};

/** Where the `type` of every problem leads. */
@ApiTags('problems')
@Allow('public')
@Controller('problems')
export class ProblemsController {
  @ApiOperation({ summary: 'Every code this product answers, with what it means and what to do next.' })
  @ApiOkResponse({ schema: { type: 'object', required: ['items'], properties: { items: { type: 'array', items: entry } } } })
  @Get()
  list(): { readonly items: readonly Explained[] } {
    return { items: Object.keys(catalogue).filter(isProblemCode).sort().map(explained) };
  }

  @ApiOperation({ summary: 'What one code means and what to do next.' })
  @ApiOkResponse({ schema: entry })
  @Get(':code')
  one(@Param('code') code: string): Explained {
    if (!isProblemCode(code)) throw notFound('NOT_FOUND');
    return explained(code);
  }
}

function explained(code: ProblemCode): Explained {
  return { type: `/problems/${code}`, code, ...catalogue[code] };
}
