import { accept, refuse, unlessRefused, type Decision } from '@daifa/decider/decision';
import { together } from './allocation.js';
import type { LineQuantity, OrderEvent, OrderLine, SealedReceiver } from './events.js';
import { holdFacts, isOwnedBy, waybillOf } from './guards.js';
import { placed } from './holds.js';
import type { AfterSaleId, MerchantId, OrderId } from './ids.js';
import { activeHoldsOn, findLine, isReturned, orderStatus, type Order } from './order.js';
import type { Refusal } from './refusals.js';
import { CHANNELS, type ReshipReason } from './words.js';

/**
 * The reshipment room (补发). What is sent again is an order of its own, so that it is allocated, labelled, fenced and shipped
 * like any other; who may have one, and which number in the sequence it is, is decided on the original's stream.
 */

export type CreateReshipment = {
  readonly merchantId: MerchantId;
  /** The order that will send again; the same id again is the same reshipment. */
  readonly reshipmentId: OrderId;
  readonly reason: ReshipReason;
  readonly lines: readonly LineQuantity[];
  /** The case it was agreed in; null where there is none. */
  readonly afterSaleId: AfterSaleId | null;
  /** What a person gives as proof of damage or refusal where no carrier says so; '' for none. */
  readonly evidence: string;
  /** Sealed for the order that will send again; null: where the original went. */
  readonly receiver: SealedReceiver | null;
  readonly at: string;
};

/** Never more than was shipped and not refunded, all reshipments that were not cancelled together (F-RS-04). */
export function createReshipment(command: CreateReshipment, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const { reshipmentId, reason, afterSaleId, evidence, receiver, at } = command;
  if (order.reshipments.some((one) => one.reshipmentId === reshipmentId)) return accept([]);
  if (order.reshipmentOf !== null || !order.allocations.some(({ state }) => state.kind === 'shipped')) return refuse({ code: 'RESHIP_NOT_SHIPPED', status: orderStatus(order) });
  const lines = together(command.lines);
  const refusals = lines.flatMap((line) => [...quantityProblems(order, line), ...otherCase(order, line, afterSaleId), ...preconditions(order, line, command)]);
  return unlessRefused(refusals, () => [{ type: 'ReshipmentCreated', reshipmentId, sequence: order.reshipments.length + 1, reason, lines, afterSaleId, evidence, receivers: receiver ? [receiver] : [], at }]);
}

/** Units of a line that may still be sent again. */
export function reshippableQuantity(order: Order, { lineId, quantity: ordered, refunded, refundedUnsent }: Order['lines'][number]): number {
  const shipped = order.allocations.reduce((sum, one) => (one.lineId === lineId && one.state.kind === 'shipped' ? sum + one.quantity : sum), 0);
  const again = order.reshipments.filter(({ cancelled }) => !cancelled).flatMap(({ lines }) => lines).reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0);
  return Math.max(0, Math.min(ordered, shipped) - (refunded - refundedUnsent) - again);
}

function quantityProblems(order: Order, { lineId, quantity }: LineQuantity): readonly Refusal[] {
  const line = findLine(order, lineId);
  if (!line) return [{ code: 'LINE_NOT_FOUND', lineId }];
  const max = reshippableQuantity(order, line);
  return Number.isInteger(quantity) && quantity >= 1 && quantity <= max ? [] : [{ code: 'RESHIP_QTY_EXCEEDED', lineId, quantity, max }];
}

/** What is asked back in another case is not sent again; what is sent again is agreed in its own. */
function otherCase(order: Order, { lineId }: LineQuantity, afterSaleId: AfterSaleId | null): readonly Refusal[] {
  const holds = activeHoldsOn(order, lineId).filter(({ type, causeId }) => type === 'AFTER_SALE' && causeId !== afterSaleId);
  return isSettledByIntercept(order, lineId) || holds.length === 0 ? [] : [{ code: 'ORDER_HAS_AFTERSALE', lineId, holds: holdFacts(holds) }];
}

const isSettledByIntercept = (order: Order, lineId: string): boolean => order.intercepts.some(({ outcome, allocationIds }) => outcome === 'INTERCEPTED' && allocationIds.some((id) => order.allocations.some((one) => one.allocationId === id && one.lineId === lineId)));

/** K100: refused by the consignee, on its way back, back at the sender. */
const CAME_BACK: readonly string[] = ['14', '6', '4'];

function preconditions(order: Order, { lineId }: LineQuantity, { reason, afterSaleId, evidence }: CreateReshipment): readonly Refusal[] {
  const refused: readonly Refusal[] = [{ code: 'RESHIP_PRECONDITION', reason, lineId }];
  switch (reason) {
    case 'INTERCEPTED': return isSettledByIntercept(order, lineId) ? [] : refused;
    case 'DAMAGED_REFUSED': return evidence !== '' || cameBack(order, lineId) ? [] : refused;
    case 'MISSED': case 'SHORT': return afterSaleId !== null ? [] : refused;
  }
}

function cameBack(order: Order, lineId: string): boolean {
  const parcels = order.allocations.filter((one) => one.lineId === lineId && one.state.kind === 'shipped');
  const numbers = parcels.map(waybillOf);
  const scanned = order.scans.map((scan) => scan.split('\x1f')).some(([waybillNo = '', code = '']) => numbers.includes(waybillNo) && CAME_BACK.includes(code));
  return scanned || order.intercepts.some(({ outcome, waybillNo }) => outcome === 'REFUSED_BY_CONSIGNEE' && numbers.includes(waybillNo));
}

export type BearReshipment = { readonly originalOrderId: OrderId; readonly original: Order; readonly reshipmentId: OrderId; readonly receiver: SealedReceiver; readonly at: string };

/** The order that sends again, as it is born: paid, approved, with the lines it was created with. Born once. */
export function bearReshipment({ originalOrderId, original, reshipmentId, receiver, at }: BearReshipment, order: Order): Decision<OrderEvent, Refusal> {
  const reshipment = original.reshipments.find((one) => one.reshipmentId === reshipmentId);
  const channel = CHANNELS.find((one) => one === original.channel);
  if (!reshipment || original.merchantId === null || channel === undefined) return refuse({ code: 'RESHIPMENT_NOT_FOUND' });
  if (order.merchantId !== null) return accept([]);
  const { sequence, reason, afterSaleId } = reshipment;
  const { merchantId, shopId, platformOrderNo } = original;
  const nothing = { payableFen: 0, paidFen: 0, freightFen: 0, discountFen: 0 } as const;
  return accept([
    {
      type: 'OrderImported', merchantId, channel, shopId, platformOrderNo: `${platformOrderNo}#R${sequence}`, placedAt: at, currency: 'CNY', receiver, lines: reshipment.lines.flatMap((line) => lineAgain(original, line)),
      platformStatus: 'AWAITING_SHIPMENT', platformUpdatedAt: null, contentKey: `reshipment/${sequence}`, paidAt: at, promisedShipAt: null, ...nothing, buyerMessage: '', sellerNote: '', at,
    },
    { type: 'ReshipmentLinked', originalOrderId, originalOrderNo: platformOrderNo, sequence, reason, afterSaleId, at },
    { type: 'ReviewDecided', decision: 'APPROVED', by: 'RULE', note: `RESHIPMENT ${sequence}`, at },
  ]);
}

function lineAgain(original: Order, { lineId, quantity }: LineQuantity): readonly OrderLine[] {
  const line = findLine(original, lineId);
  if (!line) return [];
  const { platformLineNo, title, spec, outSkuSn, productSn, isGift, mode } = line;
  return [{ lineId, platformLineNo, title, spec, outSkuSn, productSn, quantity, unitPriceFen: 0, isGift, mode }];
}

export type CancelReshipment = { readonly merchantId: MerchantId; readonly reshipmentId: OrderId; readonly reason: string; readonly at: string };

/** Ends the order that was to send again, as long as nothing of it has left: paper is stopped like for any hold. */
export function endReshipment({ merchantId, reason, at }: CancelReshipment, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, merchantId) || order.reshipmentOf === null) return refuse({ code: 'RESHIPMENT_NOT_FOUND' });
  if (order.closedReason !== null) return accept([]);
  if (order.allocations.some(isReturned)) return refuse({ code: 'ORDER_ALREADY_SHIPPED' });
  return accept([
    ...placed(order, { type: 'MERCHANT', effect: 'CANCEL', lines: [], causeId: 'reshipment-cancelled', causeVersion: 1, placedBy: 'merchant', reason, at }),
    { type: 'OrderClosed', reason: 'RESHIPMENT_CANCELLED', at },
  ]);
}

/** The same on the original: the goods may be sent again anew, under the next number of the sequence. */
export function cancelReshipment({ merchantId, reshipmentId, reason, at }: CancelReshipment, order: Order): Decision<OrderEvent, Refusal> {
  const reshipment = order.reshipments.find((one) => one.reshipmentId === reshipmentId);
  if (!isOwnedBy(order, merchantId) || !reshipment) return refuse({ code: 'RESHIPMENT_NOT_FOUND' });
  return accept(reshipment.cancelled ? [] : [{ type: 'ReshipmentCancelled', reshipmentId, reason, at }]);
}

/**
 * What stands against the original in a case stands against what is sent again, in one append with its consequences (F-RS-05);
 * what is over there is over here. The case a reshipment was agreed in does not stand against it.
 */
export function mirrorHolds({ original, at }: { readonly original: Order; readonly at: string }, order: Order): Decision<OrderEvent, Refusal> {
  if (order.merchantId === null || order.reshipmentOf === null || order.closedReason !== null) return accept([]);
  const { afterSaleId } = order.reshipmentOf;
  const due = original.holds.filter((hold) => !hold.released && hold.type === 'AFTER_SALE' && hold.causeId !== afterSaleId);
  const mine = order.holds.filter((hold) => !hold.released && hold.type === 'AFTER_SALE' && hold.reason === MIRRORED);
  const gone = mine.filter(({ causeId }) => !due.some((hold) => hold.causeId === causeId));
  const missing = due.filter(({ causeId, placedAt }) => placedAt >= bornAt(order) && !mine.some((hold) => hold.causeId === causeId)).filter((hold, n, all) => all.findIndex(({ causeId }) => causeId === hold.causeId) === n);
  return accept([
    ...missing.flatMap((hold) => placed(order, { type: 'AFTER_SALE', effect: hold.effect, lines: [], causeId: hold.causeId, causeVersion: hold.causeVersion, placedBy: 'system', reason: MIRRORED, at })),
    ...gone.map((hold): OrderEvent => ({ type: 'HoldReleased', holdId: hold.holdId, causeVersion: hold.causeVersion, reason: 'ORIGINAL_RELEASED', at })),
  ]);
}

const MIRRORED = 'ON_ORIGINAL';
const bornAt = (order: Order): string => order.times.importedAt ?? '';
