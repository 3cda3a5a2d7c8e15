import type { CommandContext } from '@daifa/event-store/context';
import { orderIdOf } from '@daifa/order-domain/ids';
import { placeHold } from '@daifa/order-domain/holds';
import type { Refusal } from '@daifa/order-domain/refusals';
import { settle } from '@daifa/service-shell/answer';
import { problemFrom } from '@daifa/service-shell/problem-from';
import type { Problem } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import type { Channel, ExportedOrder, GoodOrder } from '../import/exported-order.js';
import type { ChannelOrder } from '../intake/channel-order.js';
import { takeIn, type IntakeOptions, type TakenIn } from '../intake/intake.js';
import type { ImportPage } from './page.js';
import type { Tally } from './tally.js';

/** Whose import it is, and the command behind it. */
export type ImportRun = { readonly world: World; readonly options: IntakeOptions; readonly context: CommandContext; readonly tally: Tally };

/**
 * Takes one page in. An order the rules refuse is reported with its row; the page ends early only when the world fails, and
 * what is in by then stays in. The same page again has no further effect.
 *
 * @throws Problem of status 5xx when the store, or the keys, could not be reached
 */
export async function importPage(run: ImportRun, { orders, bad }: ImportPage): Promise<void> {
  const { world, options, context, tally } = run;
  const taken = await takeIn(world, options, orders.map(({ order }) => channelOrder(order)), ({ channel, platformOrderNo }, contentKey) => {
    const commandId = v5(`import/${channel}/${options.shopId}/${platformOrderNo}/${contentKey}`, options.merchantId);
    return { ...context, commandId };
  });
  let failure: Problem | null = null;
  for (const [n, good] of orders.entries()) failure = counted(tally, good, taken[n]) ?? failure;
  for (const one of bad) tally.bad(one, 'orders');
  if (failure) throw failure;
  for (const { code, platformOrderNo } of bad) if (code === 'ROW_SCATTERED' && platformOrderNo !== null) await holdIncomplete(run, platformOrderNo);
}

/** The failure of the world, if that is what became of the order; everything else is counted. */
function counted(tally: Tally, { order, rows }: GoodOrder, taken: PromiseSettledResult<TakenIn> | undefined): Problem | null {
  if (taken?.status === 'fulfilled') {
    tally.taken(taken.value, rows.length);
    return null;
  }
  const found = problemFrom(taken?.reason);
  if (found.status >= 500 && found.code !== 'READER_OUTDATED') return found;
  const { zh, en } = found.messages;
  const row = rows[0] ?? 0;
  tally.refused({ row, platformOrderNo: order.platformOrderNo, code: found.code, zh: `第 ${row} 行：${zh}`, en: `row ${row}: ${en}` }, rows.length);
  return null;
}

/**
 * An order that came in without one of its rows must not be printed as it is: it is held until a person of the merchant's
 * has looked and lets it go. Only Douyin's export has the rows of an order apart.
 */
async function holdIncomplete({ world, options, context, tally }: ImportRun, platformOrderNo: string): Promise<void> {
  const { merchantId, shopId } = options;
  const channel: Channel = 'DOUYIN';
  const orderId = orderIdOf({ merchantId, channel, shopId, platformOrderNo });
  const at = world.ports.clock.now().toISOString();
  const hold = { merchantId, type: 'APP', effect: 'SUSPEND', lines: [], causeId: 'import-row-scattered', placedBy: 'merchant', reason: '导入文件中订单行不全', at } as const;
  const command = { ...context, commandId: v5('import-row-scattered', orderId) };
  const { position } = settle(await world.aggregates.orders.transact<Refusal>(orderId, command, (order) => placeHold(hold, order)));
  tally.reached(position);
}

/** Named one by one: the content key is made of them, so a field that a reader of exports gains later must not change it unasked. */
function channelOrder(order: ExportedOrder): ChannelOrder {
  const { channel, platformOrderNo, platformStatus, status, inReview, afterSale, placedAt, paidAt, promisedShipAt, updatedAt, currency, amounts, receiver, buyerMessage, sellerNote } = order;
  return {
    channel, platformOrderNo, platformStatus, status, inReview, afterSale, placedAt, paidAt, promisedShipAt, updatedAt, currency, amounts, receiver, buyerMessage, sellerNote,
    lines: order.lines.map(({ platformLineNo, title, spec, outSkuSn, productSn, quantity, unitPriceFen, isGift, mode }) =>
      ({ platformLineNo, title, spec, outSkuSn, productSn, quantity, unitPriceFen, isGift, mode })),
  };
}
