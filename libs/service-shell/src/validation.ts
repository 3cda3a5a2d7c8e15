import { ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldError, Problem } from './problems.js';
import { chineseFor } from './validation-messages.js';

/** So many wrong places are listed at most: enough to mend a form, too few to make an answer larger than its question. */
const FIELD_ERRORS_MAX = 50;

const PARTS = { body: 'body', query: 'query', param: 'path', custom: 'body' } as const;

class FieldErrors extends Error {
  constructor(readonly found: readonly ValidationError[]) {
    super('validation failed');
  }
}

/** Nest's own validation, strict, whose errors become a Problem with a JSON pointer per wrong place. */
export class Validation implements PipeTransform {
  readonly #pipe = new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: false,
    exceptionFactory: (found) => new FieldErrors(found),
  });

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return await this.#pipe.transform(value, metadata);
    } catch (error) {
      if (error instanceof FieldErrors) throw validationProblem(error.found, PARTS[metadata.type]);
      throw error;
    }
  }
}

export function validationProblem(found: readonly ValidationError[], part: FieldError['in']): Problem {
  const errors: FieldError[] = [];
  for (const error of found) collect(error, '', part, errors);
  return invalid(errors.slice(0, FIELD_ERRORS_MAX));
}

/** A Problem for places found wrong by hand, where class-validator does not reach (headers, cross-field rules). */
export function invalid(errors: readonly FieldError[]): Problem {
  return new Problem([{ code: 'VALIDATION_FAILED' }], errors);
}

function collect(error: ValidationError, parent: string, part: FieldError['in'], errors: FieldError[]): void {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  for (const [rule, en] of Object.entries(error.constraints ?? {})) errors.push({ in: part, pointer, rule, messages: { zh: chineseFor(rule, en), en } });
  for (const child of error.children ?? []) collect(child, pointer, part, errors);
}
