import { accept, refuse, unlessRefused, type Decision } from '@daifa/decider/decision';
import { recalled } from './allocation.js';
import type { OrderEvent } from './events.js';
import { present, wasPrinted } from './guards.js';
import { asShortageId, numberedIdOf, type AllocationId, type MerchantId, type OrderId } from './ids.js';
import { asFen, timesFen } from './money.js';
import { findAllocation, findLine, isReturned, unsentQuantity, type Order } from './order.js';
import type { Shortage } from './order-parts.js';
import type { Refusal } from './refusals.js';
import { currentRules, type RuleBook } from './rules.js';
import type { SubstituteGoods } from './shortage-events.js';
import { endOf, findShortage } from './shortage-state.js';
import type { Supply } from './stock-ledger.js';
import type { ShortageOutcome } from './words.js';
import { afterWorkingTime } from './working-calendar.js';

/** The shortage room (ML-10, ML-22): the factory's ledger tells what is there; customer service and the buyer decide about what is not. */

export type OpenShortage = { readonly orderId: OrderId; readonly allocationId: AllocationId; readonly supply: Supply; readonly notifyBy: string; readonly ruleVersion: number; readonly at: string };

/**
 * The ledger could not reserve, or took it back. Whoever makes or buys the goods is told in the same append, with the order's own deadline
 * (TB-15). Goods that are on paper already are in somebody's hands: no case of them.
 */
export function openShortage({ orderId, allocationId, supply, notifyBy, ruleVersion, at }: OpenShortage, order: Order): Decision<OrderEvent, never> {
  const allocation = findAllocation(order, allocationId);
  if (allocation?.state.kind !== 'open' || allocation.stock === 'SHORT' || wasPrinted(order, allocationId)) return accept([]);
  const { lineId, quantity, factoryId, sku } = allocation;
  const shortageId = asShortageId(numberedIdOf(orderId, 'S', order.shortages.length + 1));
  return accept([
    { type: 'ShortageOpened', shortageId, allocationId, lineId, quantity, factoryId, sku, supply, notifyBy, ruleVersion, at },
    { type: 'FactoryTaskOpened', task: supply === 'MAKE' ? 'PRODUCE' : 'PURCHASE', factoryId, allocationIds: [allocationId], labelId: null, dueAt: order.times.clock?.shipBy ?? notifyBy, at },
  ]);
}

/** The ledger has reserved it: what was short is there, and the case is over, whatever had been decided without effect yet. */
export function verifyStock({ allocationId, at }: { readonly allocationId: AllocationId; readonly at: string }, order: Order): Decision<OrderEvent, never> {
  const allocation = findAllocation(order, allocationId);
  if (!allocation || allocation.state.kind === 'cancelled' || allocation.stock === 'VERIFIED') return accept([]);
  const open = order.shortages.filter((one) => one.allocationId === allocationId && endOf(order, one) === null);
  return accept([{ type: 'StockVerified', allocationId, at }, ...open.map(({ shortageId }): OrderEvent => ({ type: 'ShortageClosed', shortageId, end: 'REPLENISHED', at }))]);
}

/** By when the buyer has to be told, by the merchant's calendar of today: so many working milliseconds from now (ML-10). @throws NoWorkingDay */
export function noticeOf(book: RuleBook, { at, noticeMs }: { readonly at: string; readonly noticeMs: number }): Pick<OpenShortage, 'notifyBy' | 'ruleVersion'> {
  const { calendar, version } = currentRules(book);
  return { notifyBy: new Date(afterWorkingTime(calendar, Date.parse(at), noticeMs)).toISOString(), ruleVersion: version };
}

type About = { readonly merchantId: MerchantId; readonly shortageId: string; readonly at: string };

/** Customer service has told the buyer. Told twice, the first counts. */
export function notifyShortage({ merchantId, shortageId, note, at }: About & { readonly note: string }, order: Order): Decision<OrderEvent, Refusal> {
  const shortage = findShortage(order, shortageId, merchantId);
  if (!shortage) return refuse({ code: 'SHORTAGE_NOT_FOUND', shortageId });
  if (shortage.notifiedAt !== null) return accept([]);
  return unlessRefused(over(order, shortage), () => [{ type: 'ShortageNotified', shortageId: shortage.shortageId, note, at }]);
}

/** Records, once, that the buyer was not told in time; not of a case that was over before. */
export function recordNotifyMissed({ at }: { readonly at: string }, order: Order): Decision<OrderEvent, never> {
  const late = order.shortages.filter((one) => one.missedAt === null && one.notifyBy < (one.notifiedAt ?? at) && endOf(order, one) === null);
  return accept(late.map(({ shortageId, notifyBy }) => ({ type: 'ShortageNotifyMissed', shortageId, notifyBy, at })));
}

export type DecideShortage = About & { readonly outcome: ShortageOutcome; /** For SUBSTITUTE, and null for every other. */ readonly substitute: SubstituteGoods | null; readonly note: string };

/**
 * What was agreed with the buyer, who has to know first. WAIT changes nothing; a substitute waits for its consent; the others take the
 * allocation back in this very append: TRANSFER and PARTIAL so that it can be promised elsewhere or in part, REFUND so that no rule does.
 */
export function decideShortage(command: DecideShortage, order: Order): Decision<OrderEvent, Refusal> {
  const { merchantId, outcome, note, at } = command;
  const shortage = findShortage(order, command.shortageId, merchantId);
  if (!shortage) return refuse({ code: 'SHORTAGE_NOT_FOUND', shortageId: command.shortageId });
  const { shortageId, notifiedAt, notifyBy } = shortage;
  if (shortage.closedAs === outcome && outcome !== 'SUBSTITUTE') return accept([]);
  const consented: readonly Refusal[] = shortage.consentedAt !== null && shortage.closedAs === null ? [{ code: 'SHORTAGE_CLOSED', shortageId, end: 'SUBSTITUTE' }] : [];
  const untold: readonly Refusal[] = notifiedAt === null ? [{ code: 'SHORTAGE_NOT_NOTIFIED', shortageId, notifyBy }] : [];
  const substitute = outcome === 'SUBSTITUTE' ? proposed(command, shortage, order) : [];
  const refusals = [...over(order, shortage), ...consented, ...untold, ...(outcome === 'SUBSTITUTE' ? notWholeLine(order, shortage) : [])];
  return unlessRefused(refusals, () => {
    if (isSo(shortage, command)) return [];
    const decided: OrderEvent = { type: 'ShortageDecided', shortageId, outcome, note, at };
    if (outcome === 'SUBSTITUTE' || outcome === 'WAIT') return [decided, ...substitute];
    return [decided, ...takenBack(order, shortage, { reason: `SHORTAGE_${outcome}`, at }, outcome === 'REFUND'), { type: 'ShortageClosed', shortageId, end: outcome, at }];
  });
}

function isSo({ outcome, substitute }: Shortage, command: DecideShortage): boolean {
  const goods = command.substitute;
  const same = goods === null || substitute === null ? goods === null : (['outSkuSn', 'productSn', 'title', 'spec', 'unitPriceFen'] as const).every((field) => goods[field] === substitute[field]);
  return outcome === command.outcome && same;
}

function proposed({ substitute, at }: DecideShortage, { shortageId, lineId }: Shortage, order: Order): readonly OrderEvent[] {
  const line = findLine(order, lineId);
  if (!line || substitute === null) return [];
  const differenceFen = timesFen(asFen(substitute.unitPriceFen - line.unitPriceFen), unsentQuantity(order, line));
  return [{ type: 'SubstituteProposed', shortageId, ...substitute, differenceFen, at }];
}

/** A substitute replaces a line whole: nothing of it may be promised or sent beside what is short. */
function notWholeLine(order: Order, { lineId, allocationId }: Shortage): readonly Refusal[] {
  const others = order.allocations.filter((one) => one.lineId === lineId && one.allocationId !== allocationId && (one.state.kind === 'open' || isReturned(one)));
  const active = others.reduce((sum, { quantity }) => sum + quantity, 0);
  return active === 0 ? [] : [{ code: 'SUBSTITUTE_NOT_WHOLE_LINE', lineId, active }];
}

/** The buyer takes the substitute: the line is that from here on, and may be allocated; a dearer one once the difference is paid. */
export function consentSubstitute({ merchantId, shortageId: id, consentRef, at }: About & { readonly consentRef: string }, order: Order): Decision<OrderEvent, Refusal> {
  const shortage = findShortage(order, id, merchantId);
  if (!shortage) return refuse({ code: 'SHORTAGE_NOT_FOUND', shortageId: id });
  if (shortage.consentedAt !== null) return accept([]);
  const { shortageId, lineId, substitute } = shortage;
  if (shortage.outcome !== 'SUBSTITUTE' || substitute === null) return refuse(...first(over(order, shortage), { code: 'SUBSTITUTE_NOT_PROPOSED', shortageId }));
  const { differenceFen, ...goods } = substitute;
  return unlessRefused([...over(order, shortage), ...notWholeLine(order, shortage)], () => [
    { type: 'SubstituteConsented', shortageId, consentRef, at },
    ...takenBack(order, shortage, { reason: 'SHORTAGE_SUBSTITUTE', at }, false),
    { type: 'LineSubstituted', shortageId, lineId, ...goods, at },
    ...(differenceFen === 0 ? [{ type: 'ShortageClosed', shortageId, end: 'SUBSTITUTE', at } as const] : []),
  ]);
}

export type SettleDifference = About & { /** As the caller knows it: above 0 the buyer pays more. */ readonly differenceFen: number; readonly reference: string };

/** The difference was paid, or given back; the amount has to be the one that was agreed. Settled twice is once. */
export function settleDifference({ merchantId, shortageId: id, differenceFen, reference, at }: SettleDifference, order: Order): Decision<OrderEvent, Refusal> {
  const shortage = findShortage(order, id, merchantId);
  if (!shortage) return refuse({ code: 'SHORTAGE_NOT_FOUND', shortageId: id });
  const { shortageId, substitute, consentedAt, settledAt } = shortage;
  const agreed = substitute?.differenceFen ?? 0;
  if (consentedAt === null) return refuse(...first(over(order, shortage), { code: 'CONSENT_MISSING', shortageId }));
  if (differenceFen !== agreed) return refuse({ code: 'DIFFERENCE_MISMATCH', shortageId, differenceFen: agreed });
  if (settledAt !== null || agreed === 0) return accept([]);
  return accept([
    { type: 'PriceDifferenceSettled', shortageId, differenceFen, method: differenceFen > 0 ? 'PAID_BY_BUYER' : 'REFUNDED_TO_BUYER', reference, at },
    { type: 'ShortageClosed', shortageId, end: 'SUBSTITUTE', at },
  ]);
}

function over(order: Order, shortage: Shortage): readonly Refusal[] {
  const end = endOf(order, shortage);
  return end === null ? [] : [{ code: 'SHORTAGE_CLOSED', shortageId: shortage.shortageId, end }];
}

const first = (found: readonly Refusal[], otherwise: Refusal): readonly [Refusal] => [found[0] ?? otherwise];

function takenBack(order: Order, { allocationId }: Shortage, why: { readonly reason: string; readonly at: string }, rulesKeepOff: boolean): readonly OrderEvent[] {
  const open = [findAllocation(order, allocationId)].filter(present).filter(({ state }) => state.kind === 'open');
  return recalled(order, open, why, rulesKeepOff);
}
