import { accept, refuse, unlessRefused, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { evolve } from './evolve.js';
import { stopped } from './fence.js';
import { ghostKey, heldBack, notOpen, present, staleEpoch, waybillOf } from './guards.js';
import type { AllocationId, FactoryId, LineId } from './ids.js';
import { coversLine, findAllocation, findLine, isReturned, liveLabelOf, unsentQuantity, type Allocation, type Hold, type Label, type Order } from './order.js';
import { addressHold } from './receiver.js';
import type { Refusal } from './refusals.js';

/** The return room: the factory hands back the number, and from then on nothing blocks (PDD-08). */

/** One main number and at most this many extra ones (pdd.fds.waybill.return.slave). */
export const EXTRA_WAYBILLS_MAX = 10;

export type ReturnWaybill = {
  readonly factoryId: FactoryId;
  readonly allocationIds: readonly AllocationId[];
  readonly carrier: string;
  readonly waybillNo: string;
  readonly extraWaybillNos: readonly string[];
  readonly at: string;
};

/**
 * The same number again is so already. A label of ours must come back with its own number, and the whole parcel with it;
 * without a label the number is typed, and cannot be one that was voided.
 */
export function returnWaybill(command: ReturnWaybill, order: Order): Decision<OrderEvent, Refusal> {
  const { factoryId, carrier, waybillNo, extraWaybillNos, at } = command;
  if (command.allocationIds.every((id) => isReturnedWith(order, id, command))) return accept([]);
  const labels = issuedLabels(order, command.allocationIds);
  const allocationIds = [...new Set([...command.allocationIds, ...labels.flatMap((label) => label.allocationIds)])];
  const closed = allocationIds.map((id) => notOpen(order, id, factoryId)).filter(present);
  const held = allocationIds.map((id) => heldBack(order, id)).filter(present);
  return unlessRefused([...closed, ...held, ...labels.flatMap((label) => otherNumber(label, command)), ...deadNumber(order, command), ...movedTooEarly(order, command), ...extraProblems(command)], () => [
    { type: 'WaybillReturned', allocationIds, factoryId, carrier, waybillNo, labelId: labels[0]?.labelId ?? null, origin: labels.length > 0 ? 'EWAYBILL' : 'TYPED', at },
    ...(extraWaybillNos.length > 0 ? [{ type: 'ExtraWaybillsReturned', waybillNo, extraWaybillNos, at } as const] : []),
  ]);
}

function isReturnedWith(order: Order, id: AllocationId, { factoryId, waybillNo }: ReturnWaybill): boolean {
  const allocation = findAllocation(order, id);
  return allocation !== undefined && allocation.factoryId === factoryId && isReturned(allocation) && waybillOf(allocation) === waybillNo;
}

function issuedLabels(order: Order, ids: readonly AllocationId[]): readonly Label[] {
  return [...new Set(ids.map((id) => liveLabelOf(order, id)).filter(present))].filter(({ state }) => state === 'issued');
}

/** Paper of an old address or a stopped parcel may still lie about: its number never comes back (K1009: address changed; not the issued number). */
function deadNumber(order: Order, { waybillNo, extraWaybillNos }: ReturnWaybill): readonly Refusal[] {
  const dead = order.labels.filter(({ state }) => state === 'void-pending' || state === 'voided' || state === 'void-failed' || state === 'quarantined');
  return [waybillNo, ...extraWaybillNos].flatMap((no) => dead.filter((label) => label.waybillNo === no).map(({ labelId, addressVersion }) => ({ code: addressVersion === order.addressVersion ? 'WAYBILL_NOT_ISSUED_NUMBER' : 'WAYBILL_ADDRESS_CHANGED', waybillNo: no, labelId }) as const));
}

/** A parcel that a carrier had before its order was paid is another order's (K1009). */
function movedTooEarly({ scans, times: { paidAt } }: Order, { waybillNo, extraWaybillNos }: ReturnWaybill): readonly Refusal[] {
  const early = (no: string): boolean => paidAt !== null && scans.map((scan) => scan.split('\x1f')).some(([scanned, , at = paidAt]) => scanned === no && at < paidAt);
  return [waybillNo, ...extraWaybillNos].filter(early).map((no) => ({ code: 'WAYBILL_PICKUP_BEFORE_PAYMENT', waybillNo: no }));
}

function otherNumber(label: Label, { carrier, waybillNo }: ReturnWaybill): readonly Refusal[] {
  return [
    ...(label.waybillNo === waybillNo ? [] : [{ code: 'WAYBILL_NOT_ISSUED_NUMBER', waybillNo, labelId: label.labelId } as const]),
    ...(label.carrier === carrier ? [] : [{ code: 'ISSUE_SHIP_CARRIER_DIFFER', carrier, issuedBy: label.carrier } as const]),
  ];
}

function extraProblems({ waybillNo, extraWaybillNos }: ReturnWaybill): readonly Refusal[] {
  const twice = extraWaybillNos.find((extra, n) => extraWaybillNos.indexOf(extra) !== n);
  return [
    ...(extraWaybillNos.length > EXTRA_WAYBILLS_MAX ? [{ code: 'SLAVE_LIMIT', max: EXTRA_WAYBILLS_MAX } as const] : []),
    ...(extraWaybillNos.includes(waybillNo) ? [{ code: 'SLAVE_EQUALS_MAIN', waybillNo } as const] : []),
    ...(twice === undefined ? [] : [{ code: 'WAYBILL_DUPLICATED', waybillNo: twice } as const]),
  ];
}

export type RevokeReturn = { readonly factoryId: FactoryId; readonly allocationId: AllocationId; readonly reason: string; readonly at: string };

/**
 * The factory takes its return back: the fence is up again, and what came meanwhile takes effect in this very append: holds,
 * refunds, a new address. Not once the merchant has shipped.
 */
export function revokeReturn({ factoryId, allocationId, reason, at }: RevokeReturn, order: Order): Decision<OrderEvent, Refusal> {
  const allocation = findAllocation(order, allocationId);
  if (allocation?.factoryId !== factoryId) return refuse({ code: 'ALLOCATION_NOT_FOUND', allocationId });
  if (allocation.state.kind === 'shipped' || isShippedUnder(order, waybillOf(allocation))) return refuse({ code: 'ORDER_ALREADY_SHIPPED' });
  const stale = staleEpoch(order, allocationId);
  if (stale) return refuse(stale);
  if (allocation.state.kind !== 'returned') return accept([]);
  const { waybillNo } = allocation.state;
  const parcel = order.allocations.filter(({ state }) => state.kind === 'returned' && state.waybillNo === waybillNo);
  const revoked: OrderEvent = { type: 'WaybillReturnRevoked', allocationIds: parcel.map((member) => member.allocationId), waybillNo, reason, at };
  const held = heldMeanwhile(evolve(order, revoked), parcel, at);
  return accept([revoked, ...held, ...movedMeanwhile([revoked, ...held].reduce(evolve, order), parcel, at)]);
}

const isShippedUnder = (order: Order, waybillNo: string): boolean => order.allocations.some(({ state }) => state.kind === 'shipped' && state.waybillNo === waybillNo);

/** Hold by hold, each deciding on what the one before it left open; the hold of a refund, although released, for what it refunded. */
function heldMeanwhile(order: Order, parcel: readonly Allocation[], at: string): readonly OrderEvent[] {
  const events: OrderEvent[] = [];
  for (const hold of order.holds) {
    const now = events.reduce(evolve, order);
    const open = openOf(now, parcel).filter(({ lineId }) => coversLine(hold, lineId) && (!hold.released || (isRefund(now, hold) && isOverPromised(now, lineId))));
    if (open.length > 0) events.push(...stopped(now, open, hold, at));
  }
  return events;
}

const openOf = (order: Order, parcel: readonly Allocation[]): readonly Allocation[] =>
  parcel.map(({ allocationId }) => findAllocation(order, allocationId)).filter(present).filter(({ state }) => state.kind === 'open');

const isRefund = ({ refundedBy }: Order, { type, causeId }: Hold): boolean => type === 'AFTER_SALE' && refundedBy.some((afterSaleId) => afterSaleId === causeId);

function isOverPromised(order: Order, lineId: LineId): boolean {
  const line = findLine(order, lineId);
  const open = order.allocations.filter((one) => one.lineId === lineId && one.state.kind === 'open').reduce((total, { quantity }) => total + quantity, 0);
  return line !== undefined && open > unsentQuantity(order, line);
}

/** A label of an old address is as worthless after its return as before: the hold of the address change is placed now. */
function movedMeanwhile(order: Order, parcel: readonly Allocation[], at: string): readonly OrderEvent[] {
  const labels = issuedLabels(order, openOf(order, parcel).map(({ allocationId }) => allocationId));
  return labels.some(({ addressVersion }) => addressVersion !== order.addressVersion) ? addressHold(order, at) : [];
}

export type ReportGhost = { readonly factoryId: FactoryId; readonly allocationId: AllocationId; readonly waybillNo: string; readonly reason: string; readonly at: string };

/** A parcel of a taken-back allocation has left all the same: recorded with its reason, never as a return, and once. */
export function reportGhost({ factoryId, allocationId, waybillNo, reason, at }: ReportGhost, order: Order): Decision<OrderEvent, Refusal> {
  const allocation = findAllocation(order, allocationId);
  if (allocation?.factoryId !== factoryId) return refuse({ code: 'ALLOCATION_NOT_FOUND', allocationId });
  if (isReturned(allocation)) return refuse({ code: 'ALLOCATION_RETURNED', allocationId, waybillNo: waybillOf(allocation) });
  if (allocation.state.kind === 'open') return refuse({ code: 'ORDER_NOT_SHIPPABLE', status: 'ALLOCATED' });
  if (order.ghosts.includes(ghostKey(allocationId, waybillNo))) return accept([]);
  return accept([{ type: 'GhostShipmentRaised', allocationIds: [allocationId], factoryId, waybillNo, reason, at }]);
}
