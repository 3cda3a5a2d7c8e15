import type { Asked } from '@daifa/service-shell/asked';

/** Collects where the items of a batch ended, so that its answer names the place of the last one. */
export class LatestPlace {
  #position = 0;

  reached({ position }: { readonly position: number | null }): void {
    this.#position = Math.max(this.#position, position ?? 0);
  }

  tell(asked: Asked): void {
    if (this.#position > 0) asked.answeredAt({ position: this.#position });
  }
}
