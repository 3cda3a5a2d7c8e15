/** Wakes those who wait for a factory's feed, at once after the commit. Only in this process: others look now and then. */
export class FeedBell {
  readonly #waiting = new Map<string, Set<AbortController>>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  ring(factoryIds: Iterable<string>): void {
    for (const factoryId of factoryIds) for (const waiting of this.#waiting.get(factoryId) ?? []) waiting.abort();
  }

  /** Aborts at the next ring. Listen first, then look: a ring between the two is not missed. `stop` has to be called. */
  listen(factoryId: string): { readonly signal: AbortSignal; stop(): void } {
    const waiting = new AbortController();
    const others = this.#waiting.get(factoryId) ?? new Set();
    this.#waiting.set(factoryId, others.add(waiting));
    if (this.#closed) waiting.abort();
    return {
      signal: waiting.signal,
      stop: () => {
        others.delete(waiting);
        if (others.size === 0 && this.#waiting.get(factoryId) === others) this.#waiting.delete(factoryId);
      },
    };
  }

  /** Everybody goes home: the process stops, and must not wait for those who wait. */
  close(): void {
    this.#closed = true;
    this.ring([...this.#waiting.keys()]);
  }
}
