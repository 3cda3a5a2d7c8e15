import type { Mark } from './message.js';

/**
 * What has come through one partition since its last mark. A mark says how many records belong before it: fewer than that
 * means some were lost, or came before this process took the partition over; either way the store has them.
 */
export class PartitionArrivals {
  #positions = new Set<number>();

  record(position: number): void {
    this.#positions.add(position);
  }

  /** Whether every record the mark counts has been seen. Forgets what is behind the mark. */
  isWholeAt({ after, position, count }: Mark): boolean {
    const within = [...this.#positions].filter((seen) => seen > after && seen <= position);
    this.#positions = new Set([...this.#positions].filter((seen) => seen > position));
    return within.length >= count;
  }
}
