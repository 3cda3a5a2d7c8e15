import type { OrderId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { ChannelCheck } from '@daifa/order-domain/shipping';
import { problem } from '@daifa/service-shell/problems';
import { ChannelAuthExpired, ChannelRateLimited, ChannelRefused, ChannelUnavailable, type FeedRecord } from '../connectors/connector.js';
import { expire, shopOfOrder, type Shop } from '../shops/shop.js';
import { takeWithWaiting } from '../sync/read-shop.js';
import type { ShopReader } from '../sync/shop-reader.js';
import { Tally } from '../sync/statement.js';

export const CHANNEL_GLANCE = Symbol('ChannelGlance');

/**
 * The last look at the channel before something is shipped (F-SH-03): what it says of the order now is taken in like any other
 * word of it, so that a refund that nobody told us of holds the order before it is decided on. Nothing is ever said to the
 * channel about the refund.
 */
export class ChannelGlance {
  constructor(private readonly reader: ShopReader) {}

  /** @throws Problem CHANNEL_UNAVAILABLE, SHOP_AUTH_EXPIRED and the like: what cannot be looked at is not shipped */
  async at(orderId: OrderId): Promise<ChannelCheck> {
    const { world, database } = this.reader.parts;
    const { state } = await world.aggregates.orders.load(orderId);
    const shop = await shopOfOrder(database, state);
    if (!shop || shop.state === 'AWAITING_AUTHORISATION') return { kind: 'unconnected' };
    const readAt = world.ports.clock.now();
    const blocks = await this.#take(shop, await this.#ask(shop, state), readAt);
    return { kind: 'checked', at: readAt.toISOString(), blocks };
  }

  async #ask(shop: Shop, { platformOrderNo, reshipmentOf }: Order): Promise<FeedRecord> {
    const asked = reshipmentOf?.originalOrderNo ?? platformOrderNo; // what is sent again is asked about under the number the channel knows
    try {
      const record = await this.reader.connectorOf(shop).order(await this.reader.accessOf(shop), asked);
      if (record) return record;
    } catch (error) {
      if (error instanceof ChannelAuthExpired) {
        await expire(this.reader.parts.database, shop.shopKey, this.reader.parts.world.ports.clock.now());
        throw problem('SHOP_AUTH_EXPIRED', undefined, { cause: error });
      }
      if (error instanceof ChannelUnavailable || error instanceof ChannelRateLimited || error instanceof ChannelRefused) throw problem('CHANNEL_UNAVAILABLE', undefined, { cause: error });
      throw error;
    }
    throw problem('ORDER_NOT_SHIPPABLE', { status: 'UNKNOWN_TO_CHANNEL' });
  }

  /**
   * Two words of one second have no sequence, and the one taken in may be the other one: so what was just read counts by itself.
   *
   * @returns whether something stands against the order there
   */
  async #take(shop: Shop, record: FeedRecord, readAt: Date): Promise<boolean> {
    const { world, database } = this.reader.parts;
    const tally = new Tally();
    const connector = this.reader.connectorOf(shop);
    await takeWithWaiting({ world, database, shop, tally, quarantine: this.reader.quarantine, connector, correlationId: world.ports.ids.uuid() }, [record], readAt);
    const read = connector.readOrder(record.raw, readAt.getTime());
    if (tally.told().refused.length > 0 || read.kind === 'unreadable') throw problem('CHANNEL_UNAVAILABLE', { reason: 'UNREADABLE' });
    const { afterSale, inReview, status } = read.told;
    return (afterSale?.blocks ?? false) || inReview || status === 'CLOSED' || status === 'REFUNDED';
  }
}
