import type { DataSource } from 'typeorm';
import type { World } from '@daifa/service-shell/world';
import type { OrdersConfig } from '../config.js';
import type { Connector, FeedPage, FeedRecord, ShopAccess, Slice } from '../connectors/connector.js';
import type { Shop } from '../shops/shop.js';
import type { Lease } from './lease.js';
import { patiently } from './patient.js';
import type { Quarantine, Quarantined } from './quarantine.js';
import { readWindow } from './read-window.js';
import { Tally } from './statement.js';
import { takeAfterSales } from './take-after-sales.js';
import { takeOrders, type Taking } from './take-orders.js';
import { windowsOf, type Window } from './windows.js';

const DAY_MS = 24 * 3_600_000;

export type Reading = {
  readonly world: World; readonly database: DataSource; readonly config: OrdersConfig; readonly quarantine: Quarantine; readonly connector: Connector;
  readonly shop: Shop; readonly access: ShopAccess; readonly lease: Lease; readonly tally: Tally;
};

export type CompletedRange = { readonly from: string; readonly to: string };

/**
 * Reads all a shop's channel changed since the last reading, window by window, and moves the place reached after each: a
 * crash anywhere reads a window again, which has no further effect. After-sales are read before the orders they may be
 * about: such an order is born held.
 *
 * @throws ChannelUnavailable, ChannelRateLimited, ChannelAuthExpired, WindowUnsettled, LeaseLost; Problem when our store is away. What is in by then stays in
 */
export async function readShop(reading: Reading): Promise<CompletedRange> {
  const { world, config, shop } = reading;
  const fromMs = (shop.syncedTo ?? firstStart(shop)).getTime();
  const first = windowsOf({ fromMs, nowMs: world.ports.clock.now().getTime() }, config);
  const settled = first.slice(0, -1);
  await readAll(reading, settled, settled.length);
  // What changed since this began has moved out of windows that were still to be read: it is looked for up to this moment.
  const nowMs = world.ports.clock.now().getTime();
  const last = windowsOf({ fromMs: settled.at(-1)?.toMs ?? fromMs, nowMs }, { ...config, overlapMs: 0 });
  await readAll(reading, last, last.length - 1);
  return { from: new Date(first[0]?.fromMs ?? fromMs).toISOString(), to: new Date(nowMs).toISOString() };
}

/** @param settled how many of them are of the past; what is still open is read again by the next reading */
async function readAll(reading: Reading, windows: readonly Window[], settled: number): Promise<void> {
  for (const [n, window] of windows.entries()) {
    await readOne(reading, window);
    reading.tally.windows++;
    if (n < settled) await reading.lease.reached(new Date(window.toMs));
  }
}

/** From when the merchant worked with a factory and the shop was known, or as many days before as were asked for (PDD-17). */
export function firstStart({ boundAt, registeredAt, backfillDays }: Shop): Date {
  return new Date(Math.max(boundAt?.getTime() ?? 0, registeredAt.getTime()) - backfillDays * DAY_MS);
}

async function readOne(reading: Reading, window: Window): Promise<void> {
  const { world, connector } = reading;
  const taking: Taking = { ...reading, correlationId: world.ports.ids.uuid() };
  await feed(reading, window, (slice) => connector.changedAfterSales(reading.access, slice), (records, readAt) => takeAfterSales(taking, records, readAt));
  await feed(reading, window, (slice) => connector.changedOrders(reading.access, slice), async (records, readAt) => {
    await takeWithWaiting(taking, records, readAt);
  });
}

async function feed({ world, config, lease, tally }: Reading, window: Window, ask: (slice: Slice) => Promise<FeedPage>, take: (records: readonly FeedRecord[], readAt: Date) => Promise<void>): Promise<void> {
  let askedAt = world.ports.clock.now();
  const read = await readWindow(config.pageItems, async (page) => {
    await lease.renew();
    return patiently(world.ports.timers, () => {
      askedAt = world.ports.clock.now();
      return ask({ ...window, page, pageItems: config.pageItems });
    });
  }, (records) => take(records, askedAt));
  tally.pages += read.pages;
  tally.passes += read.passes;
}

/** Orders, and then the cases that waited for those of them that are new. */
export async function takeWithWaiting(taking: Taking, records: readonly FeedRecord[], readAt: Date): Promise<void> {
  const imported = await takeOrders(taking, records, readAt);
  if (imported.length === 0) return;
  for (const waiting of await taking.quarantine.waitingFor(taking.shop.shopKey, imported)) await tryAgain(taking, waiting);
}

/**
 * Takes a record that was set aside in again, as it was told then. It stays set aside, with today's reason, if it still
 * cannot be; one whose person was erased meanwhile is settled, for it can never be read again.
 *
 * @returns what became of it
 */
export async function tryAgain(taking: Taking, { kind, quarantineId, readAt, ...sealed }: Quarantined): Promise<ReturnType<Tally['told']>> {
  const { quarantine, shop } = taking;
  const raw = await quarantine.open(shop, { kind, quarantineId, readAt, ...sealed });
  const alone = { ...taking, tally: new Tally() };
  const records = raw === null ? [] : [{ key: quarantineId, raw }];
  if (kind === 'ORDER') await takeWithWaiting(alone, records, readAt);
  if (kind === 'AFTER_SALE') await takeAfterSales(alone, records, readAt);
  const told = alone.tally.told();
  if (raw !== null && told.refused.length > 0) await quarantine.tried(quarantineId);
  else if (kind !== 'MESSAGE' || raw === null) await quarantine.settle(quarantineId);
  return told;
}
