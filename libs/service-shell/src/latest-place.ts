/** Collects where the items of a batch ended, so that its answer names the place of the last one. */
export class LatestPlace {
  #position = 0;

  reached({ position }: { readonly position: number | null }): void {
    this.#position = Math.max(this.#position, position ?? 0);
  }

  /** Position of the last event of all items; undefined when none appended anything. */
  get position(): number | undefined {
    return this.#position > 0 ? this.#position : undefined;
  }
}
