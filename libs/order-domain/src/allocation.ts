import { accept, refuse, unlessRefused, type Decision } from '@daifa/decider/decision';
import type { AllocationEvent, LineQuantity, OrderEvent, OrderEventOf, Sender } from './events.js';
import { currentEpoch, holdFacts, isOwnedBy, present, staleEpoch, waybillOf } from './guards.js';
import { allocationIdOf, type AllocationId, type BindingId, type FactoryId, type LineId, type MerchantId, type OrderId } from './ids.js';
import { voidRequest } from './labels.js';
import { activeHoldsOn, allocatableQuantity, findAllocation, findLine, isReturned, liveLabelOf, type Allocation, type Hold, type Line, type Order } from './order.js';
import type { Fen } from './money.js';
import { priceSkuOf } from './price-list.js';
import { destroyTask, isPrinted, revocations } from './print.js';
import type { Refusal } from './refusals.js';
import { isCod } from './ship-clock.js';
import { unpaidFen } from './shortage-state.js';
import type { ServiceType } from './words.js';

/** The allocation room: lines are promised to factories and taken back. */

export type AllocateLines = {
  readonly orderId: OrderId;
  readonly merchantId: MerchantId;
  readonly factoryId: FactoryId;
  /** Empty: every drop-ship line, with all that can still be allocated. */
  readonly lines: readonly LineQuantity[];
  /** What the binding's own stream says now; null when there is no active one. */
  readonly binding: ActiveBinding | null;
  /** The factory's price of each SKU at this moment; what is not in it has none. */
  readonly prices?: ReadonlyMap<string, Fen>;
  readonly at: string;
};

export type ActiveBinding = {
  readonly bindingId: BindingId;
  readonly serviceType: ServiceType;
  readonly merchantAlias: string;
  readonly sender: Sender;
  /** False for a factory that prints outside the system: every block of it is flagged. */
  readonly fenced: boolean;
};

export function allocateLines(command: AllocateLines, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const { binding, factoryId } = command;
  const wanted = command.lines.length > 0 ? together(command.lines) : wholeOrder(order);
  const refusals = [
    ...orderNotReady(order),
    ...(binding ? [] : [{ code: 'BINDING_NOT_ACTIVE', factoryId } as const]),
    ...wanted.flatMap((line) => lineNotReady(order, line)),
    ...(wanted.length === 0 ? [{ code: 'ORDER_NOT_SHIPPABLE', status: order.platformStatus } as const] : []),
  ];
  return unlessRefused(refusals, () => (binding ? wanted.map((line) => created(command, order, line, binding)) : []));
}

/** A line named twice is one promise of the sum. */
export const together = (lines: readonly LineQuantity[]): readonly LineQuantity[] =>
  [...new Set(lines.map(({ lineId }) => lineId))].map((lineId) => ({ lineId, quantity: lines.reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0) }));

/** Every drop-ship line with what is left of it; a line with nothing left is asked for whole, so that it refuses aloud. */
function wholeOrder(order: Order): readonly LineQuantity[] {
  const lines = order.lines.filter(({ mode }) => mode === 'DROPSHIP');
  const left = lines.map((line) => ({ lineId: line.lineId, quantity: allocatableQuantity(order, line) })).filter(({ quantity }) => quantity > 0);
  return left.length > 0 ? left : lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
}

function orderNotReady(order: Order): readonly Refusal[] {
  const { closedReason, review, payableFen, paidFen, platformStatus } = order;
  const shippable = platformStatus === 'AWAITING_SHIPMENT' || platformStatus === 'PARTLY_SHIPPED';
  return [
    ...(closedReason === null ? [] : [{ code: 'ORDER_CLOSED', reason: closedReason } as const]),
    ...(review === 'APPROVED' ? [] : [{ code: 'ORDER_NOT_APPROVED', review } as const]),
    ...(isCod(order) || (paidFen >= payableFen && platformStatus !== 'AWAITING_PAYMENT') ? [] : [{ code: 'PAYMENT_INCOMPLETE', payableFen, paidFen } as const]),
    ...(shippable || platformStatus === 'AWAITING_PAYMENT' ? [] : [{ code: 'ORDER_NOT_SHIPPABLE', status: platformStatus } as const]),
  ];
}

function lineNotReady(order: Order, { lineId, quantity }: LineQuantity): readonly Refusal[] {
  const line = findLine(order, lineId);
  if (!line) return [{ code: 'LINE_NOT_FOUND', lineId }];
  return [...(line.mode === 'DROPSHIP' ? [] : [{ code: 'LINE_NOT_DROPSHIP', lineId } as const]), ...heldLine(order, line), ...unpaid(order, line), ...tooMany(order, line, quantity)];
}

/** The buyer took a dearer substitute, and has not paid the difference yet. */
function unpaid(order: Order, { lineId }: Line): readonly Refusal[] {
  const owedFen = unpaidFen(order, lineId);
  return owedFen === 0 ? [] : [{ code: 'PAYMENT_INCOMPLETE', payableFen: order.payableFen + owedFen, paidFen: order.paidFen }];
}

/** One refusal for each kind of hold on the line, so that the code tells what to do about it. */
function heldLine(order: Order, { lineId }: Line): readonly Refusal[] {
  const holds = activeHoldsOn(order, lineId);
  const coded = (code: 'ORDER_HAS_AFTERSALE' | 'ORDER_IN_REVIEW' | 'ORDER_ON_HOLD'): readonly Refusal[] => {
    const mine = holds.filter((hold) => holdCode(hold) === code);
    return mine.length > 0 ? [{ code, lineId, holds: holdFacts(mine) }] : [];
  };
  return [...coded('ORDER_HAS_AFTERSALE'), ...coded('ORDER_IN_REVIEW'), ...coded('ORDER_ON_HOLD')];
}

function holdCode({ type }: Hold): 'ORDER_HAS_AFTERSALE' | 'ORDER_IN_REVIEW' | 'ORDER_ON_HOLD' {
  if (type === 'AFTER_SALE') return 'ORDER_HAS_AFTERSALE';
  return type === 'RISK_REVIEW' ? 'ORDER_IN_REVIEW' : 'ORDER_ON_HOLD';
}

function tooMany(order: Order, line: Line, quantity: number): readonly Refusal[] {
  const { lineId } = line;
  const allocatable = allocatableQuantity(order, line);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > line.quantity) return [{ code: 'QUANTITY_INVALID', lineId, quantity, max: line.quantity }];
  return quantity > allocatable ? [{ code: 'ALREADY_ALLOCATED', lineId, allocatable }] : [];
}

function created(command: AllocateLines, order: Order, { lineId, quantity }: LineQuantity, binding: ActiveBinding): OrderEventOf<'AllocationCreated'> {
  const { orderId, factoryId, at } = command;
  const epoch = currentEpoch(order, lineId) + 1;
  const { bindingId, serviceType, merchantAlias, sender, fenced } = binding;
  const taken = takenByHold(order, lineId);
  const repickOf = (taken.find((one) => one.factoryId === factoryId) ?? taken[0])?.allocationId ?? null;
  const line = findLine(order, lineId);
  const settlementPriceFen = (line && command.prices?.get(priceSkuOf(line))) ?? null;
  return { type: 'AllocationCreated', allocationId: allocationIdOf(orderId, lineId, epoch), lineId, quantity, epoch, factoryId, bindingId, serviceType, merchantAlias, sender, fenced, repickOf, settlementPriceFen, at };
}

export type RecallAllocations = {
  readonly merchantId: MerchantId;
  readonly allocationIds: readonly AllocationId[];
  readonly reason: string;
  readonly at: string;
};

/**
 * The merchant takes lines back: allowed until the waybill is returned; rules do not allocate them again (F-AL-09). Asked twice it is
 * so already, until a later epoch stands: who means that one has to name it.
 */
export function recallAllocations(command: RecallAllocations, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const refusals = command.allocationIds.map((id) => notRecallable(order, id)).filter(present);
  const open = [...new Set(command.allocationIds)].map((id) => findAllocation(order, id)).filter(present).filter(({ state }) => state.kind === 'open');
  return unlessRefused(refusals, () => recalled(order, open, command));
}

function notRecallable(order: Order, allocationId: AllocationId): Refusal | undefined {
  const allocation = findAllocation(order, allocationId);
  if (!allocation) return { code: 'ALLOCATION_NOT_FOUND', allocationId };
  return isReturned(allocation) ? { code: 'ALLOCATION_RETURNED', allocationId, waybillNo: waybillOf(allocation) } : staleEpoch(order, allocationId);
}

/** @param rulesKeepOff whether no rule allocates these lines until the merchant lets it */
export function recalled(order: Order, open: readonly Allocation[], { reason, at }: Pick<RecallAllocations, 'reason' | 'at'>, rulesKeepOff = true): readonly OrderEvent[] {
  const labels = [...new Set(open.map(({ allocationId }) => liveLabelOf(order, allocationId)).filter(present))];
  const lineIds = [...new Set(open.map(({ lineId }) => lineId))].filter((lineId) => rulesKeepOff && findLine(order, lineId)?.autoRoute);
  return [
    ...open.map(({ allocationId }): AllocationEvent => ({ type: 'AllocationCancelled', allocationId, cause: 'MERCHANT', holdId: null, reason, at })),
    ...lineIds.map((lineId): AllocationEvent => ({ type: 'AutoRouteSuspended', lineId, at })),
    ...labels.flatMap((label) => revocations(order, label, null, at)),
    ...labels.filter(({ labelId }) => isPrinted(order, labelId)).map((label) => destroyTask(label, at)),
    ...labels.flatMap((label) => (label.waybillNo === null ? [] : [voidRequest(label, label.waybillNo, 'MERCHANT', at)])),
  ];
}

/** What a `CANCEL` hold does to one open allocation: the fence's half of this room. */
export function cancelledByHold({ allocationId }: Allocation, { holdId, type }: Hold, at: string): OrderEvent {
  return { type: 'AllocationCancelled', allocationId, cause: 'HOLD', holdId, reason: type, at };
}

export type Repick = { readonly factoryId: FactoryId; readonly lines: readonly LineQuantity[] };

/**
 * What a released hold had taken back and no other hold keeps: due to be allocated again, to the same factory, as a new
 * epoch (RS-01). Lines the merchant recalled, refunded or allocated elsewhere meanwhile are not.
 */
export function repickDue(order: Order): readonly Repick[] {
  if (orderNotReady(order).length > 0) return [];
  const due = order.lines.filter(({ lineId, autoRoute }) => autoRoute && activeHoldsOn(order, lineId).length === 0).flatMap((line) => restorable(order, line));
  return [...new Set(due.map(({ factoryId }) => factoryId))].map((factoryId) => ({ factoryId, lines: together(due.filter((one) => one.factoryId === factoryId)) }));
}

/** What was taken from each factory, newest first, as far as units of the line are left. */
function restorable(order: Order, line: Line): readonly (LineQuantity & { readonly factoryId: FactoryId })[] {
  let left = allocatableQuantity(order, line);
  return takenByHold(order, line.lineId).flatMap(({ factoryId, lineId, unreplaced }) => {
    const quantity = Math.min(unreplaced, left);
    left -= quantity;
    return quantity > 0 ? [{ factoryId, lineId, quantity }] : [];
  });
}

/** The line's allocations that holds took back and nothing replaced, newest first; none older than the merchant's own recall. */
function takenByHold(order: Order, lineId: LineId): readonly Allocation[] {
  return order.allocations.filter((allocation) => allocation.lineId === lineId && allocation.unreplaced > 0).reverse();
}

/** Lets the rules allocate a recalled line again. Asked twice, it is so already. */
export function resumeAutoRoute(command: { readonly merchantId: MerchantId; readonly lineId: LineId; readonly at: string }, order: Order): Decision<OrderEvent, Refusal> {
  const line = findLine(order, command.lineId);
  if (!isOwnedBy(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  if (!line) return refuse({ code: 'LINE_NOT_FOUND', lineId: command.lineId });
  return accept(line.autoRoute ? [] : [{ type: 'AutoRouteResumed', lineId: line.lineId, at: command.at }]);
}
