import { DeadlineExceededError, type EventStoreDBClient } from '@eventstore/db-client';
import type { Ports } from '@daifa/ports/ports';
import { StoreUnavailable } from '../port.js';
import { open, type Opened } from './client.js';
import { asStoreError } from './errors.js';

/** As long as the client's own deadline for appends. Longer than a server takes to elect a leader that is well. */
export const CALL_TIMEOUT_MS = 10_000;

/** A call on its way: what will answer it, and how to end it early. */
export type Call<Answer> = { readonly answer: Promise<Answer>; cancel(): void };

/** The way to the server. Each call ends: with an answer, a refusal, or StoreUnavailable when its time is over. */
export class Connection {
  readonly #url: string;
  readonly #timers: Ports['timers'];
  readonly #closing = new AbortController();
  readonly #ends = new Set<(reason: string) => void>();
  #opened: Opened;

  /** @throws TypeError for a URL that is not one of an event store */
  constructor(url: string, { timers }: Pick<Ports, 'timers'>) {
    this.#url = url;
    this.#timers = timers;
    this.#opened = open(url);
  }

  /** Aborts when the connection closes. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * A client beside this one, for a call that has no end and that somebody watches over. When it breaks, calls of the other
   * one that were about to start are not given up with it. Whoever asked for it closes it.
   */
  another(): Opened {
    return open(this.#url);
  }

  /** @throws StoreUnavailable, or the server's refusal */
  async call<Answer>(start: (client: EventStoreDBClient) => Call<Answer>): Promise<Answer> {
    if (this.closed.aborted) throw new StoreUnavailable('the event store is closed');
    const opened = this.#opened;
    const { answer, cancel } = start(opened.client);
    const over = new AbortController();
    let end: (reason: string) => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      end = (reason) => reject(new StoreUnavailable(reason));
    });
    this.#ends.add(end);
    void this.#timers.sleep(CALL_TIMEOUT_MS, over.signal).then(() => {
      if (over.signal.aborted) return;
      this.#renew(opened);
      end(`the event store gave no answer within ${CALL_TIMEOUT_MS} ms`);
    });
    try {
      return await Promise.race([answer, ended]);
    } catch (error) {
      cancel();
      if (error instanceof DeadlineExceededError) this.#renew(opened);
      throw asStoreError(error);
    } finally {
      over.abort();
      this.#ends.delete(end);
    }
  }

  /**
   * Leaves a client whose server fell silent for a new one, unless that was done already: the client goes on with a dead
   * connection after a deadline (it leaves one only when told that it is gone). Calls on their way end by themselves.
   */
  #renew(silent: Opened): void {
    if (silent !== this.#opened || this.closed.aborted) return;
    this.#opened = open(this.#url);
    silent.close();
  }

  close(): void {
    this.#closing.abort();
    for (const end of this.#ends) end('the event store was closed');
    this.#opened.close();
  }
}
