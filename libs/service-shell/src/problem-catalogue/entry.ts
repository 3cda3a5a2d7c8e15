/** One sentence in both languages of the product. */
export type Bilingual = { readonly zh: string; readonly en: string };

/** What a code means. Codes are for ever: a new meaning is a new code. */
export type ProblemEntry = Bilingual & {
  /** HTTP status. 409: the state is in the way; 422: the request contradicts itself or a rule; 429 and 503: ask again later. */
  readonly status: number;
  /** What to do next, for the person who reads the message. */
  readonly hint: Bilingual;
  /** Whole seconds to wait before asking again, where waiting helps. */
  readonly retryAfterSeconds?: number;
};
