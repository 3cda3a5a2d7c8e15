import type { Clock } from '@daifa/ports/ports';
import { LRUCache } from 'lru-cache';

/** About 300 bytes each. */
const KEYS_MAX = 10_000;
/** How long a key erased by another process may still be used here. It makes "erased within a second, everywhere" true. */
export const KEY_AGE_MAX_MS = 1_000;

/** Data keys in use, the least recently used go first. A key that was read before an erasure never enters after it. */
export class KeyCache {
  private readonly keys: LRUCache<string, Buffer>;
  private erasures = 0;

  constructor(clock: Clock) {
    this.keys = new LRUCache({ max: KEYS_MAX, ttl: KEY_AGE_MAX_MS, ttlResolution: 0, perf: { now: () => clock.monotonicMs() } });
  }

  get(subjectKeyId: string): Buffer | undefined {
    return this.keys.get(subjectKeyId);
  }

  /** To be taken before keys are read from the database, and given back with them. */
  mark(): number {
    return this.erasures;
  }

  keep(subjectKeyId: string, key: Buffer, mark: number): void {
    if (mark === this.erasures) this.keys.set(subjectKeyId, key);
  }

  erase(subjectKeyId: string): void {
    this.erasures++;
    this.keys.delete(subjectKeyId);
  }
}
