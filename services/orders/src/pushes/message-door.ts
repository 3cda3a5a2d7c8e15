import { isUuid } from '@daifa/order-domain/ids';
import { problem } from '@daifa/service-shell/problems';
import { ChannelAuthExpired, ChannelRateLimited, ChannelUnavailable, MessageUnreadable, type Announced } from '../connectors/connector.js';
import { expire, hurry, shopOf, type Shop } from '../shops/shop.js';
import { takeWithWaiting } from '../sync/read-shop.js';
import type { ShopReader } from '../sync/shop-reader.js';
import { Tally } from '../sync/statement.js';
import { takeAfterSales } from '../sync/take-after-sales.js';
import type { Taking } from '../sync/take-orders.js';
import { isAuthentic, type Signed } from './signature.js';

export const MESSAGE_DOOR = Symbol('MessageDoor');
export const secretField = 'message-secret';

/** Signed by nobody: an unknown shop's message is judged as long as a known one's, and like it never let in. */
const NOBODYS_SECRET = 'there is no such shop';

/**
 * `taken`: what it announces was fetched and is in. `repeated`: it came before. `later`: the channel or the shop was not
 * ready, the next reading has it. `ignored`: not about orders. `set-aside`: authentic and not understood.
 */
export type MessageOutcome = 'taken' | 'repeated' | 'later' | 'ignored' | 'set-aside';

/**
 * Where a channel's messages arrive. A message is a tap on the shoulder: nothing it says is believed, what it is about is
 * fetched. So each may be lost, doubled or late; readings find everything without them (F-IN-02).
 */
export class MessageDoor {
  constructor(private readonly reader: ShopReader) {}

  /** @throws Problem MESSAGE_NOT_AUTHENTIC, of an unknown shop too; of status 5xx when our store is away: to be sent again */
  async receive(shopKey: string, signed: Signed, body: Buffer): Promise<MessageOutcome> {
    const shop = await this.#authenticShop(shopKey, signed, body);
    const { database, world: { ports } } = this.reader.parts;
    if (!(await this.#isFirst(shopKey, signed))) return 'repeated';
    try {
      const { announced } = this.reader.connectorOf(shop);
      return await this.#act(shop, announced(body.toString('utf8')));
    } catch (error) {
      if (error instanceof MessageUnreadable) {
        await this.reader.quarantine.add(shop, { kind: 'MESSAGE', raw: body.toString('utf8'), reason: 'JSON_INVALID', fields: [], platformOrderNo: null, readAt: ports.clock.now() });
        return 'set-aside';
      }
      await database.query('delete from orders.message_seen where shop_key = $1 and signature = $2', [shopKey, signed.signature]);
      throw error;
    }
  }

  async #authenticShop(shopKey: string, signed: Signed, body: Buffer): Promise<Shop> {
    const { database, world, config } = this.reader.parts;
    const shop = isUuid(shopKey) ? await shopOf(database, shopKey) : null;
    const secret = shop ? await world.seals.openText(shop.sealedSecret, { tenantId: shop.merchantId, subjectId: shopKey, field: secretField }) : NOBODYS_SECRET;
    const isGood = isAuthentic(secret, signed, body, { nowMs: world.ports.clock.now().getTime(), ageMs: config.messageAgeMs });
    if (!shop || !isGood) throw problem('MESSAGE_NOT_AUTHENTIC');
    return shop;
  }

  /** Signatures are remembered as long as they would be good. */
  async #isFirst(shopKey: string, { signature }: Signed): Promise<boolean> {
    const { database, config, world: { ports } } = this.reader.parts;
    const now = ports.clock.now();
    await database.query('delete from orders.message_seen where seen_at < $1', [new Date(now.getTime() - 2 * config.messageAgeMs)]);
    const rows: readonly unknown[] = await database.query('insert into orders.message_seen (shop_key, signature, seen_at) values ($1, $2, $3) on conflict do nothing returning 1', [shopKey, signature, now]);
    return rows.length === 1;
  }

  async #act(shop: Shop, announced: Announced | null): Promise<MessageOutcome> {
    if (announced === null) return 'ignored';
    const { database, world: { ports } } = this.reader.parts;
    if (shop.state !== 'ACTIVE' || shop.boundAt === null) return 'later';
    try {
      if (await this.#fetch(shop, announced)) return 'taken';
    } catch (error) {
      if (error instanceof ChannelAuthExpired) await expire(database, shop.shopKey, ports.clock.now());
      else if (!(error instanceof ChannelUnavailable || error instanceof ChannelRateLimited)) throw error;
    }
    await hurry(database, shop.shopKey);
    return 'later';
  }

  /** False when the channel has nothing of that number (yet). */
  async #fetch(shop: Shop, announced: Announced): Promise<boolean> {
    const { reader } = this;
    const { world, database } = reader.parts;
    const connector = reader.connectorOf(shop);
    const access = await reader.accessOf(shop);
    const readAt = world.ports.clock.now();
    const record = announced.kind === 'ORDER' ? await connector.order(access, announced.platformOrderNo) : await connector.afterSale(access, announced.afterSaleNo);
    if (!record) return false;
    const taking: Taking = { world, database, quarantine: reader.quarantine, connector, shop, tally: new Tally(), correlationId: world.ports.ids.uuid() };
    if (announced.kind === 'ORDER') await takeWithWaiting(taking, [record], readAt);
    else await takeAfterSales(taking, [record], readAt);
    return true;
  }
}
