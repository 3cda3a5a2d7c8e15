import type { Ports } from '@daifa/ports/ports';
import { isTransient } from '@daifa/projection/failure';
import { ChannelAuthExpired, ChannelRateLimited, ChannelUnavailable, type ChannelApi, type ShopAccess } from '../connectors/connector.js';
import { douyinAnswer } from './douyin-answers.js';
import { pddAnswer } from './pdd-answers.js';
import type { Answer, Parameters } from './simulated-answer.js';
import type { SimulatedBooks } from './simulated-books.js';
import { isShipping, type SimulatedShipments } from './simulated-shipments.js';
import type { SimulatorBoard, SimulatorSettings } from './simulator-settings.js';

/** Asked for by a call that is one too many. */
const RETRY_AFTER_MS = 100;

/** The simulated open platforms of Pinduoduo and Douyin. They behave towards each shop as its settings say. */
export class SimulatedChannels implements ChannelApi {
  constructor(private readonly parts: { readonly books: SimulatedBooks; readonly shipments: SimulatedShipments; readonly board: SimulatorBoard; readonly ports: Pick<Ports, 'random' | 'clock' | 'timers'> }) {}

  async call(access: ShopAccess, method: string, parameters: Parameters): Promise<string> {
    const { board, books, shipments } = this.parts;
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
      if (isShipping(method) && settings.shipRefusal === 'AUTH_EXPIRED') throw new ChannelAuthExpired(`${access.channel} lets nobody ship`);
      if (isShipping(method) && settings.shipRefusal === 'RATE_LIMITED') throw new ChannelRateLimited(RETRY_AFTER_MS);
      const answer = await (access.channel === 'PDD' ? pddAnswer : douyinAnswer)({ books, shipments, settings }, access, method, parameters);
      if (isShipping(method) && settings.shipDelayMs > 0) await this.parts.ports.timers.sleep(settings.shipDelayMs);
      if (isShipping(method) && this.happens(settings.loseReplyRate)) {
        await board.count(access, { calls: 1, failed: 1 });
        throw new ChannelUnavailable(`${access.channel} took it, and its answer was lost`);
      }
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
