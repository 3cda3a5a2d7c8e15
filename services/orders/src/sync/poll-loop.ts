import { Logger } from '@nestjs/common';
import { failureOf } from '@daifa/projection/failure';
import type { Timers } from '@daifa/ports/ports';
import { Problem } from '@daifa/service-shell/problems';
import { dueShops, type Shop } from '../shops/shop.js';
import { reconcileDue } from './reconcile.js';
import type { ShopReader } from './shop-reader.js';

/** Between two looks which shops are due. */
const SWEEP_MS = 1_000;
/** Shops this process reads at the same time: each is mostly waiting for its channel. */
const AT_ONCE = 4;
/** What is being read when we stop has this long; the next process goes on from the last place reached. */
const STOP_MS_MAX = 2_000;

/** Reads every shop when it is due, and reconciles its days. */
export class PollLoop {
  readonly #stop = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  readonly #logger = new Logger('orders.channels');

  constructor(private readonly reader: ShopReader, private readonly timers: Timers) {}

  /** Until stopped. Never rejects: what failed is noted at its shop, and tried again. */
  async start(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        for (const shop of await dueShops(this.reader.parts.database, AT_ONCE)) this.#begin(shop);
      } catch (error) {
        this.#logger.error(failureOf(error).reason);
      }
      await this.timers.sleep(SWEEP_MS, this.#stop.signal);
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    const ended = new AbortController();
    await Promise.race([Promise.all(this.#running.values()), this.timers.sleep(STOP_MS_MAX, ended.signal)]);
    ended.abort();
  }

  #begin({ shopKey }: Shop): void {
    if (this.#running.has(shopKey) || this.#running.size >= AT_ONCE) return;
    this.#running.set(shopKey, this.#read(shopKey).finally(() => this.#running.delete(shopKey)));
  }

  async #read(shopKey: string): Promise<void> {
    try {
      if (await this.reader.readIfFree(shopKey)) await reconcileDue(this.reader, shopKey);
    } catch (error) {
      this.#logger.warn(`shop ${shopKey} is read again later: ${error instanceof Problem ? error.code : failureOf(error).reason}`);
    }
  }
}
