/** Why a local Kafka could not be started: a stable word for programs, beside the sentence for people. */
export type KafkaStartReason =
  | 'java-missing'
  | 'maven-missing'
  | 'artifacts-failed'
  | 'data-folder-in-use'
  | 'port-taken'
  | 'server-failed';

/** The local Kafka did not start. The message is one sentence that says what to change. */
export class KafkaStartError extends Error {
  override readonly name = 'KafkaStartError';
  constructor(
    readonly reason: KafkaStartReason,
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
