import { catalogue, type ProblemCode } from './problem-catalogue/catalogue.js';
import type { Bilingual } from './problem-catalogue/entry.js';

export type { ProblemCode } from './problem-catalogue/catalogue.js';
export type { Bilingual, ProblemEntry } from './problem-catalogue/entry.js';

/** What a person or a program needs beside the sentence: ids, limits, what was expected. Never personal data. */
export type Facts = { readonly [name: string]: Fact };
export type Fact = string | number | boolean | null | readonly Fact[] | Facts;

/** One rule that said no. */
export type Guard = { readonly code: ProblemCode; readonly facts?: Facts };

/** A place in the request that is wrong. `pointer` is a JSON pointer into the part named by `in`. */
export type FieldError = {
  readonly in: 'body' | 'query' | 'path' | 'header';
  readonly pointer: string;
  readonly rule: string;
  readonly messages: Bilingual;
};

/**
 * The one error of the edge: controllers throw it, the filter answers it as RFC 9457. Everything that failed is in
 * `guards`, in the order of importance: the first gives status and title.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(readonly guards: readonly [Guard, ...Guard[]], readonly errors: readonly FieldError[] = [], options?: ErrorOptions) {
    super(guards.map((guard) => guard.code).join(', '), options);
  }

  get code(): ProblemCode {
    return this.guards[0].code;
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  /** What happened, in both languages. */
  get messages(): Bilingual {
    const { zh, en } = catalogue[this.code];
    return { zh, en };
  }

  /** Seconds to wait before asking again, null where waiting does not help: a fact of that name, else the catalogue's. */
  get retryAfterSeconds(): number | null {
    const fact = this.guards[0].facts?.retryAfterSeconds;
    return typeof fact === 'number' ? Math.max(0, Math.ceil(fact)) : (catalogue[this.code].retryAfterSeconds ?? null);
  }
}

/** `throw problem('ORDER_NOT_FOUND', { orderId })`; the fact `retryAfterSeconds` becomes the header Retry-After. */
export function problem(code: ProblemCode, facts?: Facts, options?: ErrorOptions): Problem {
  return new Problem([facts ? { code, facts } : { code }], [], options);
}

/** All guards that failed, the most important first: `throw problems([{ code: 'ORDER_IN_REVIEW' }, { code: 'ORDER_HAS_AFTERSALE', facts }])`. */
export function problems(guards: readonly [Guard, ...Guard[]]): Problem {
  return new Problem(guards);
}

/**
 * The answer for an id that is unknown or belongs to somebody else: the two are never told apart, and no fact but the
 * asked id is given, so that nothing can be learned by trying ids.
 */
export function notFound(code: Extract<ProblemCode, `${string}_NOT_FOUND` | 'NOT_FOUND'>, facts?: Facts): Problem {
  return problem(code, facts);
}
