import type { CliEnvironment } from './config.js';

/** Where a run reads its settings and leaves its words. */
export type Terminal = {
  readonly environment: CliEnvironment;
  /** What was asked for: tables, or one JSON document. */
  out(text: string): void;
  /** What is told beside it. */
  err(text: string): void;
  /** Width of the window that shows `out`; null where nobody watches. */
  readonly columns: number | null;
  /** Where a bar may be drawn; null where nobody watches. */
  readonly progress: NodeJS.WriteStream | null;
};

/** How a run ends. */
export const EXIT = { ok: 0, partly: 1, failed: 2 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Options that every command takes. */
export type Common = { readonly url?: string; readonly as?: string; readonly json?: boolean };
