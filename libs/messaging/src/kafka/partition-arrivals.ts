import type { Mark } from './message.js';

/**
 * What has come through one partition. A mark says from where to where it goes and how many records belong in there: a mark that
 * does not follow on, or counts more than came, means that some were lost, or came before this process took the partition
 * over; either way the store has them.
 */
export class PartitionArrivals {
  #positions = new Set<number>();
  #whole: number;

  /** @param whole everything up to this position was applied before */
  constructor(whole: number) {
    this.#whole = whole;
  }

  record(position: number): void {
    this.#positions.add(position);
  }

  /** @returns null where everything up to the mark has come, else the position after which some of it is missing */
  missingAt({ after, position, count }: Mark): number | null {
    if (position <= this.#whole) return null; // sent again after a crash of the relay
    const within = [...this.#positions].filter((seen) => seen > after && seen <= position);
    this.#positions = new Set([...this.#positions].filter((seen) => seen > position));
    const from = this.#whole;
    this.#whole = position; // what is missing is mended next, or the page is delivered again to a new member
    return after <= from && within.length >= count ? null : Math.min(from, after);
  }
}
