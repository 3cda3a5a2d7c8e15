/**
 * The four things pure code may not reach for. Everything that needs time, ids, chance or a timer gets them handed in,
 * so that a simulator can drive the same code. Lint bans `Date.now`, `Math.random`, `randomUUID` and `setTimeout` elsewhere.
 */
export interface Clock {
  /** Wall time in UTC. Never used to order events: order is the stream's. */
  now(): Date;
  /** Milliseconds that only grow, for measuring durations. */
  monotonicMs(): number;
}

export interface Ids {
  /** A new random id, UUID version 4, lower case. */
  uuid(): string;
}

export interface Random {
  /** A fraction in [0, 1). */
  fraction(): number;
  /** Unpredictable bytes, for keys and nonces. */
  bytes(count: number): Buffer;
}

export interface Timers {
  /** Resolves after the delay, or at once when the signal aborts: never rejects, so a loop checks the signal itself. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** What a process is given at its start. */
export type Ports = { readonly clock: Clock; readonly ids: Ids; readonly random: Random; readonly timers: Timers };
