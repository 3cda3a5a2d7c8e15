import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';

/** What a service takes that is not streamed to it; the body of an import is longer, and is not kept. */
const KEPT_BYTES_MAX = 1_048_576;

/** What goes with a question. */
export type Body = {
  /** All of it is here, so that it can be sent once more. */
  readonly isWhole: boolean;
  /** Sends it as it comes, no faster than the other end takes it. */
  sendTo(target: Writable): void;
  /** Reads the rest without sending it: the caller is still writing, and must hear the answer. */
  letGo(): void;
};

export const NO_BODY: Body = { isWhole: true, sendTo: (target) => target.end(), letGo: () => undefined };

/** A caller's body. It passes through, and the first megabyte is kept on the way. */
export class PassingBody implements Body {
  #kept: Buffer[] | null = [];
  #bytes = 0;
  #ended = false;
  #target: Writable | null = null;

  constructor(private readonly source: IncomingMessage) {}

  get isWhole(): boolean {
    return this.#ended && this.#kept !== null;
  }

  sendTo(target: Writable): void {
    if (this.#ended) return void target.end(Buffer.concat(this.#kept ?? []));
    if (this.#target === null) {
      this.source.on('data', (chunk: Buffer) => this.#keep(chunk));
      this.source.once('end', () => (this.#ended = true));
    }
    this.#target = target;
    this.source.pipe(target);
  }

  letGo(): void {
    if (this.#target !== null) this.source.unpipe(this.#target);
    this.source.resume();
  }

  #keep(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > KEPT_BYTES_MAX) this.#kept = null;
    this.#kept?.push(chunk);
  }
}

/** Whether something follows the head. A GET's body has no meaning, and is not passed on. */
export function hasBody({ method, headers }: IncomingMessage): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
