import { problemFrom } from '@daifa/service-shell/problem-from';
import { problem, type Problem } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import { failureOf } from '@daifa/projection/failure';
import type { DataSource } from 'typeorm';
import type { OrdersConfig } from '../config.js';
import { ChannelAuthExpired, ChannelRateLimited, ChannelRefused, ChannelUnavailable, type ConnectedChannel, type Connector, type ShopAccess } from '../connectors/connector.js';
import { expire, shopOf, type Shop } from '../shops/shop.js';
import { Lease, LEASE_MS, LeaseLost } from './lease.js';
import { Quarantine } from './quarantine.js';
import { readShop, type CompletedRange, type Reading } from './read-shop.js';
import { WindowUnsettled } from './read-window.js';
import { Tally } from './statement.js';

export const SHOP_READER = Symbol('ShopReader');

/** Between two looks whether the other process is done with the shop. */
const LOOK_MS = 50;
/** A reading under way is waited for this long: longer than a lease, so that what a dead process held is waited out. */
export const TURN_MS_MAX = LEASE_MS + 5_000;
const CATCH_UP_MS_MAX = 2_000;
/** After a reading that broke off. */
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 300_000;

export type Statement = CompletedRange & ReturnType<Tally['told']> & {
  readonly complete: true;
  /** What an expired authorisation had kept out and this reading has fetched; null where there was none. */
  readonly filledGap: CompletedRange | null;
};

export const tokenField = 'channel-token';

/** Reads shops, one process of all at a time each. */
export class ShopReader {
  readonly quarantine: Quarantine;

  constructor(readonly parts: { readonly world: World; readonly database: DataSource; readonly config: OrdersConfig; readonly connectors: ReadonlyMap<ConnectedChannel, Connector> }) {
    this.quarantine = new Quarantine(parts.world, parts.database);
  }

  connectorOf({ channel }: Shop): Connector {
    const connector = this.parts.connectors.get(channel);
    if (!connector) throw new Error(`no connector for ${channel}`);
    return connector;
  }

  /** The shop's way into its channel. @throws Problem while it has none that is good */
  async accessOf({ shopKey, merchantId, channel, shopId, sealedToken, state }: Shop): Promise<ShopAccess> {
    if (state === 'PAUSED') throw problem('SHOP_PAUSED');
    if (state !== 'ACTIVE' || sealedToken === null) throw problem(state === 'AUTH_EXPIRED' ? 'SHOP_AUTH_EXPIRED' : 'SHOP_NOT_AUTHORISED');
    return { channel, shopId, token: await this.parts.world.seals.openText(sealedToken, { tenantId: merchantId, subjectId: shopKey, field: tokenField }) };
  }

  /**
   * Runs when it is this caller's turn and nobody else reads the shop, in whatever process.
   *
   * @param waitMs how long to wait for the turn
   * @returns null when it did not come @throws whatever `act` throws
   */
  async alone<Result>(shopKey: string, waitMs: number, act: (lease: Lease) => Promise<Result>): Promise<Result | null> {
    const { database, world: { ports } } = this.parts;
    const until = ports.clock.monotonicMs() + waitMs;
    for (;;) {
      const lease = await Lease.take(database, shopKey, ports.ids.uuid());
      if (lease) {
        try {
          return await act(lease);
        } finally {
          await lease.release();
        }
      }
      if (ports.clock.monotonicMs() >= until) return null;
      await ports.timers.sleep(LOOK_MS);
    }
  }

  /** @throws Problem SHOP_SYNC_RUNNING, SYNC_INTERRUPTED with how far it came, SHOP_AUTH_EXPIRED and the like */
  async syncNow(shopKey: string): Promise<Statement> {
    const statement = await this.alone(shopKey, TURN_MS_MAX, (lease) => this.read(lease));
    if (!statement) throw problem('SHOP_SYNC_RUNNING');
    return statement;
  }

  /** Null when somebody else is reading it. */
  readIfFree(shopKey: string): Promise<Statement | null> {
    return this.alone(shopKey, 0, (lease) => this.read(lease));
  }

  private async read(lease: Lease): Promise<Statement> {
    const { world, database, config } = this.parts;
    const shop = await this.#current(lease.shopKey);
    const access = await this.accessOf(shop);
    if (shop.boundAt === null) throw problem('SHOP_NOT_BOUND');
    const tally = new Tally();
    const reading: Reading = { world, database, config, shop, access, lease, tally, quarantine: this.quarantine, connector: this.connectorOf(shop) };
    try {
      const range = await readShop(reading);
      const filledGap = shop.gapSince && { from: shop.gapSince.toISOString(), to: range.to };
      const statement: Statement = { complete: true, ...range, ...tally.told(), filledGap };
      await lease.completed(statement, config.pollMs);
      return statement;
    } catch (error) {
      throw await this.#brokenOff(error, reading);
    }
  }

  /** A binding accepted a moment ago counts: the list of them is waited for before a shop is said to have none. */
  async #current(shopKey: string): Promise<Shop> {
    const { world, database } = this.parts;
    const shop = await shopOf(database, shopKey);
    if (!shop) throw problem('SHOP_NOT_FOUND');
    if (shop.boundAt !== null) return shop;
    await world.groups.get('orders.shops')?.bus.waitFor(await world.store.headPosition(), CATCH_UP_MS_MAX);
    return (await shopOf(database, shopKey)) ?? shop;
  }

  /** What a person is told of a reading that broke off, after it was noted. */
  async #brokenOff(error: unknown, { shop, lease, tally }: Reading): Promise<Problem> {
    const { world, database } = this.parts;
    if (error instanceof LeaseLost) return problem('SHOP_SYNC_RUNNING', undefined, { cause: error });
    if (error instanceof ChannelAuthExpired) {
      await expire(database, shop.shopKey, world.ports.clock.now());
      return problem('SHOP_AUTH_EXPIRED', undefined, { cause: error });
    }
    const reason = failureOf(error).reason;
    await lease.failed(reason, retryAfterMs(error, shop.failures));
    const { windows, pages, orders, afterSales } = tally.told();
    const facts = { reason, complete: false, windows, pages, orders, afterSales };
    return isChannels(error) ? problem('SYNC_INTERRUPTED', facts, { cause: error }) : problemFrom(error);
  }
}

const isChannels = (error: unknown): boolean => [ChannelUnavailable, ChannelRateLimited, ChannelRefused, WindowUnsettled].some((kind) => error instanceof kind);

function retryAfterMs(error: unknown, failures: number): number {
  const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10));
  return error instanceof ChannelRateLimited ? Math.max(waitMs, error.retryAfterMs) : waitMs;
}
