/** Why a local PostgreSQL could not be started: a stable word for programs, beside the sentence for people. */
export type PostgresStartReason =
  | 'unsupported-platform'
  | 'binaries-missing'
  | 'data-folder-unwritable'
  | 'data-folder-private'
  | 'data-folder-foreign'
  | 'data-folder-in-use'
  | 'password-missing'
  | 'port-taken'
  | 'server-failed';

/** The local PostgreSQL did not start. The message is one sentence that says what to change. */
export class PostgresStartError extends Error {
  override readonly name = 'PostgresStartError';
  constructor(
    readonly reason: PostgresStartReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The code of a failed system call (`EACCES`), or null for an error of another kind. */
export function systemErrorCode(error: unknown): string | null {
  // Not by instanceof: under jest, Node's own errors are of another realm.
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
