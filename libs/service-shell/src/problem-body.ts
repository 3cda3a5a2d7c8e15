import { catalogue } from './problem-catalogue/catalogue.js';
import type { Bilingual } from './problem-catalogue/entry.js';
import type { Facts, FieldError, Guard, Problem, ProblemCode } from './problems.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

export type Language = keyof Bilingual;

/** RFC 9457, extended: both languages, every guard that failed, every wrong place. `title` and `detail` are in the asked language. */
export type ProblemBody = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ProblemCode;
  readonly messages: Bilingual;
  readonly hint: Bilingual;
  readonly guards: readonly { readonly code: ProblemCode; readonly messages: Bilingual; readonly hint: Bilingual; readonly facts: Facts }[];
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  readonly correlationId: string;
};

export type Occasion = { readonly instance: string; readonly correlationId: string; readonly language: Language };

export function problemBody(problem: Problem, occasion: Occasion): ProblemBody {
  const { zh, en, hint, status } = catalogue[problem.code];
  const { language, instance, correlationId } = occasion;
  return {
    type: `/problems/${problem.code}`,
    title: { zh, en }[language],
    status,
    detail: hint[language],
    instance,
    code: problem.code,
    messages: { zh, en },
    hint,
    guards: problem.guards.map(explained),
    ...(problem.errors.length > 0 && { errors: problem.errors }),
    ...(problem.retryAfterSeconds !== null && { retryAfterSeconds: problem.retryAfterSeconds }),
    correlationId,
  };
}

function explained({ code, facts = {} }: Guard): ProblemBody['guards'][number] {
  const { zh, en, hint } = catalogue[code];
  return { code, messages: { zh, en }, hint, facts };
}

/** The better of our two languages for an Accept-Language header; English where it says nothing or neither. */
export function preferredLanguage(header: string | undefined): Language {
  const weight = { zh: 0, en: 0 };
  for (const range of (header ?? '').split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const primary = tag.split('-')[0];
    if (primary !== 'zh' && primary !== 'en') continue;
    const q = parameters.map((parameter) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(parameter)?.[1]).find((found) => found !== undefined);
    weight[primary] = Math.max(weight[primary], q === undefined ? 1 : Number(q));
  }
  return weight.zh > weight.en ? 'zh' : 'en';
}
