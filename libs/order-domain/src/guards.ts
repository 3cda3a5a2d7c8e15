import type { AllocationId, FactoryId, LineId, MerchantId } from './ids.js';
import { activeHoldsOn, findAllocation, isReturned, type Allocation, type Hold, type Order } from './order.js';
import type { HoldFacts, Refusal } from './refusals.js';

/** The questions more than one room asks before it decides. */

export const holdFacts = (holds: readonly Hold[]): readonly HoldFacts[] =>
  holds.map(({ holdId, type, effect, causeId, placedAt }) => ({ holdId, type, effect, causeId, since: placedAt }));

/** Unknown and foreign answer the same. */
export const isOwnedBy = (order: Order, merchantId: MerchantId): boolean => order.merchantId !== null && order.merchantId === merchantId;

/** The refusal of an allocation a factory may not act on, or not now; undefined when it is open, not short, and the factory's own. */
export function notOpen(order: Order, allocationId: AllocationId, factoryId: FactoryId): Refusal | undefined {
  const allocation = findAllocation(order, allocationId);
  if (allocation?.factoryId !== factoryId) return { code: 'ALLOCATION_NOT_FOUND', allocationId };
  if (allocation.state.kind === 'cancelled') return takenBack(order, allocation);
  if (isReturned(allocation)) return { code: 'ALLOCATION_RETURNED', allocationId, waybillNo: waybillOf(allocation) };
  return allocation.stock === 'SHORT' ? { code: 'STOCK_INSUFFICIENT', allocationId, needed: allocation.quantity } : undefined;
}

/** A newer epoch of the line says so; otherwise why it was taken back, and whether paper has to be torn up. */
function takenBack(order: Order, allocation: Allocation): Refusal | undefined {
  const { allocationId, state } = allocation;
  if (state.kind !== 'cancelled') return undefined;
  const holds = holdFacts(order.holds.filter((hold) => hold.holdId === state.holdId));
  return staleEpoch(order, allocationId) ?? { code: 'ALLOCATION_CANCELLED', allocationId, cause: state.cause, instruction: wasPrinted(order, allocationId) ? 'DESTROY_LABEL' : 'NONE', holds };
}

/**
 * The refusal of any command for an allocation that was taken back and that a later one of its line followed (F-AL-10). Two that
 * share a line, each with a part of it, are both current. What is a fact, such as a carrier's void, has no epoch, nor has giving an old
 * number back: a void that failed is asked for again, whatever was allocated since (F-EW-07).
 */
export function staleEpoch(order: Order, allocationId: AllocationId): Refusal | undefined {
  const allocation = findAllocation(order, allocationId);
  if (allocation?.state.kind !== 'cancelled') return undefined;
  const { epoch, lineId } = allocation;
  const current = currentEpoch(order, lineId);
  return current > epoch ? { code: 'STALE_EPOCH', allocationId, epoch, currentEpoch: current } : undefined;
}

/** The refusal of printing an open allocation's line while something holds it. */
export function heldBack(order: Order, allocationId: AllocationId): Refusal | undefined {
  const lineId = findAllocation(order, allocationId)?.lineId;
  const holds = lineId === undefined ? [] : activeHoldsOn(order, lineId);
  return holds.length === 0 ? undefined : { code: 'PRINT_BLOCKED', allocationId, holds: holdFacts(holds) };
}

/** Paper may exist: a permit of one of its labels was consumed once, whatever became of it. */
export function wasPrinted(order: Order, allocationId: AllocationId): boolean {
  const labels = order.labels.filter((label) => label.allocationIds.includes(allocationId));
  return order.permits.some((permit) => permit.consumedAt !== null && labels.some(({ labelId }) => labelId === permit.labelId));
}

export function currentEpoch(order: Order, lineId: LineId): number {
  return order.allocations.reduce((epoch, allocation) => (allocation.lineId === lineId ? Math.max(epoch, allocation.epoch) : epoch), 0);
}

export function waybillOf({ state }: Allocation): string {
  return state.kind === 'returned' || state.kind === 'shipped' ? state.waybillNo : '';
}

/** A scan is the same when the carrier says the same of the same number at the same time. */
export const scanKey = ({ waybillNo, code, scannedAt }: { readonly waybillNo: string; readonly code: string; readonly scannedAt: string }): string => [waybillNo, code, scannedAt].join('\x1f');

export const ghostKey = (allocationId: AllocationId, waybillNo: string): string => [allocationId, waybillNo].join('\x1f');

export function present<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}
