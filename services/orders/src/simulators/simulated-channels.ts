import type { Ports } from '@daifa/ports/ports';
import { isTransient } from '@daifa/projection/failure';
import { ChannelAuthExpired, ChannelRateLimited, ChannelRefused, ChannelUnavailable, type ChannelApi, type ShopAccess } from '../connectors/connector.js';
import { douyinAnswer } from './douyin-answers.js';
import { pddAnswer } from './pdd-answers.js';
import type { SimulatedBooks } from './simulated-books.js';
import type { SimulatorBoard, SimulatorSettings } from './simulator-settings.js';

/** As the platforms' documents say, and as the simulators insist (requirements section 10). */
export const WINDOW_SECONDS_MAX = 30 * 60;
export const DAY_SECONDS = 24 * 3_600;
export const PAGE_ITEMS_MAX = 100;
const RETRY_AFTER_MS = 100;

export type Parameters = Readonly<Record<string, string | number>>;

/** A page as it is before the channel misbehaves with it. */
export type Feed = { readonly total: number; readonly records: readonly object[]; readonly from: Date; readonly to: Date };

/** What a channel makes of a call: a page, or one record, as the answer that wraps it. */
export type Answer = { readonly kind: 'feed'; readonly feed: Feed; readonly wrap: (total: number, records: readonly object[]) => object } | { readonly kind: 'one'; readonly answer: object };

/** The simulated open platforms of Pinduoduo and Douyin. They behave towards each shop as its settings say. */
export class SimulatedChannels implements ChannelApi {
  constructor(private readonly parts: { readonly books: SimulatedBooks; readonly board: SimulatorBoard; readonly ports: Pick<Ports, 'random' | 'clock'> }) {}

  async call(access: ShopAccess, method: string, parameters: Parameters): Promise<string> {
    const { board, books } = this.parts;
    try {
      const settings = await board.read(access);
      if (this.happens(settings.limitRate)) {
        await board.count(access, { calls: 1, limited: 1 });
        throw new ChannelRateLimited(RETRY_AFTER_MS);
      }
      if (this.happens(settings.failRate)) {
        await board.count(access, { calls: 1, failed: 1 });
        throw new ChannelUnavailable(`${access.channel} answered with an error of its own`);
      }
      if (!(await books.isGood(access, access.token))) throw new ChannelAuthExpired(`${access.channel} does not know the token, or no more`);
      const answer = await (access.channel === 'PDD' ? pddAnswer : douyinAnswer)(books, access, method, parameters);
      await board.count(access, { calls: 1, answered: 1 });
      return JSON.stringify(answer.kind === 'one' ? answer.answer : await this.#misbehaved(access, settings, answer));
    } catch (error) {
      throw isTransient(error) ? new ChannelUnavailable(`${access.channel} is away`, { cause: error }) : error;
    }
  }

  happens(rate: number): boolean {
    return rate > 0 && this.parts.ports.random.fraction() < rate;
  }

  /** Some left out, some doubled, all in another sequence. */
  stormed<Item>(items: readonly Item[], { dropRate, doubleRate, reorder }: SimulatorSettings): readonly Item[] {
    const told = items.filter(() => !this.happens(dropRate)).flatMap((item) => (this.happens(doubleRate) ? [item, item] : [item]));
    return reorder ? told.map((item) => ({ item, at: this.parts.ports.random.fraction() })).sort((one, other) => one.at - other.at).map(({ item }) => item) : told;
  }

  async #misbehaved(access: ShopAccess, settings: SimulatorSettings, { feed, wrap }: Extract<Answer, { readonly kind: 'feed' }>): Promise<object> {
    if (this.happens(settings.shiftRate)) await this.parts.books.shift(access, feed.from, feed.to);
    return wrap(feed.total, this.stormed(feed.records, settings));
  }
}

/** The stretch and page of a call, within what the platform allows. @throws ChannelRefused */
export function stretchOf(from: unknown, to: unknown, { page, size, windowSeconds }: { readonly page: number; readonly size: unknown; readonly windowSeconds: number }): { readonly from: Date; readonly to: Date; readonly limit: number; readonly offset: number } {
  const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
  if (!isWhole(from) || !isWhole(to) || !isWhole(page) || !isWhole(size)) throw new ChannelRefused('a parameter is missing, or no whole number');
  if (to - from >= windowSeconds) throw new ChannelRefused('the window is too long');
  if (size < 1 || size > PAGE_ITEMS_MAX) throw new ChannelRefused('the page is too large');
  return { from: new Date(from * 1_000), to: new Date((to + 1) * 1_000), limit: size, offset: page * size };
}
