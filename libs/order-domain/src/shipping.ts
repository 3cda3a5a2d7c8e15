import { refuse, unlessRefused, accept, type Decision } from '@daifa/decider/decision';
import type { OrderEvent, Sender } from './events.js';
import { holdFacts, isOwnedBy, present, staleEpoch, waybillOf } from './guards.js';
import type { AllocationId, MerchantId } from './ids.js';
import { activeHoldsOn, findAllocation, liveLabelOf, orderStatus, type Allocation, type Order } from './order.js';
import { printBlocks } from './print.js';
import type { Refusal } from './refusals.js';
import { automaticUploads, type ToldParcel } from './uploads.js';
import type { ShipMethod } from './words.js';

/** The shipping room: the merchant confirms what the factory returned. */

export type ShipOrder = {
  readonly merchantId: MerchantId;
  /** Empty: everything that is returned and not shipped. */
  readonly allocationIds: readonly AllocationId[];
  readonly shipMethod: ShipMethod;
  readonly returnAddress: { readonly id: string; readonly snapshot: Sender };
  /** What the channel said a moment ago; `unconnected`: it has no interface we read, so that it is neither asked nor told. */
  readonly channel: ChannelCheck;
  readonly at: string;
};

export type ChannelCheck = { readonly kind: 'unconnected' } | { readonly kind: 'checked'; readonly at: string; /** It said that something stands against it, whether or not that is recorded here. */ readonly blocks: boolean };

/** What a channel said longer ago than this may have changed: a refund may have come (F-SH-03). */
export const CHANNEL_CHECK_AGE_MS_MAX = 5_000;

/** One fact for each parcel, which leaves whole. What is shipped already is so; a hold since the return blocks until the merchant has decided. */
export function shipOrder(command: ShipOrder, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const named = command.allocationIds.map((id) => findAllocation(order, id) ?? id);
  const unknown = named.filter((id) => typeof id === 'string').map((allocationId) => ({ code: 'ALLOCATION_NOT_FOUND', allocationId }) as const);
  const wanted = named.length > 0 ? named.filter((one) => typeof one !== 'string') : order.allocations.filter(({ state }) => state.kind === 'returned' || state.kind === 'shipped');
  const due = wholeParcels(order, wanted.filter(({ state }) => state.kind === 'returned'));
  const open = wanted.filter(({ state }) => state.kind === 'open' || state.kind === 'cancelled');
  const stale = open.map(({ allocationId }) => staleEpoch(order, allocationId)).filter(present);
  const nothing: readonly Refusal[] = wanted.length === 0 || open.length > stale.length ? [{ code: 'ORDER_NOT_SHIPPABLE', status: orderStatus(order) }] : [];
  const method: readonly Refusal[] = command.shipMethod === 'NO_LOGISTICS' ? [{ code: 'SHIP_METHOD_MISMATCH', shipMethod: command.shipMethod }] : [];
  const refusals = [...unknown, ...stale, ...nothing, ...method, ...(due.length > 0 ? staleCheck(command.channel, command.at) : []), ...due.map((allocation) => heldShipment(order, allocation, command.channel)).filter(present)];
  return unlessRefused(refusals, () => [...parcels(due).map((parcel) => shipped(command, parcel)), ...(command.channel.kind === 'checked' ? automaticUploads(order, parcels(due).map(toldParcel), command.at) : [])]);
}

function staleCheck(channel: ChannelCheck, at: string): readonly Refusal[] {
  if (channel.kind === 'unconnected' || Date.parse(at) - Date.parse(channel.at) <= CHANNEL_CHECK_AGE_MS_MAX) return [];
  return [{ code: 'PLATFORM_CHECK_STALE', checkedAt: channel.at, ageMsMax: CHANNEL_CHECK_AGE_MS_MAX }];
}

function toldParcel([first]: readonly [Allocation, ...Allocation[]]): ToldParcel {
  return { allocation: first, waybillNo: waybillOf(first), carrier: first.state.kind === 'returned' ? first.state.carrier : '' };
}

function heldShipment(order: Order, { allocationId, lineId }: Allocation, channel: ChannelCheck): Refusal | undefined {
  const holds = activeHoldsOn(order, lineId);
  return holds.length > 0 || (channel.kind === 'checked' && channel.blocks) ? { code: 'SHIP_BLOCKED_AFTERSALE', allocationId, holds: holdFacts(holds) } : undefined;
}

function wholeParcels(order: Order, named: readonly Allocation[]): readonly Allocation[] {
  return order.allocations.filter((one) => one.state.kind === 'returned' && named.some((allocation) => waybillOf(allocation) === waybillOf(one)));
}

function parcels(due: readonly Allocation[]): readonly (readonly [Allocation, ...Allocation[]])[] {
  return [...new Set(due.map(waybillOf))].flatMap((waybillNo) => {
    const [first, ...others] = due.filter((allocation) => waybillOf(allocation) === waybillNo);
    return first ? [[first, ...others] as const] : [];
  });
}

function shipped({ shipMethod, returnAddress, at }: ShipOrder, parcel: readonly [Allocation, ...Allocation[]]): OrderEvent {
  const { state } = parcel[0];
  const carrier = state.kind === 'returned' ? state.carrier : '';
  return { type: 'ShipConfirmed', allocationIds: parcel.map(({ allocationId }) => allocationId), carrier, waybillNo: waybillOf(parcel[0]), shipMethod, returnAddressId: returnAddress.id, returnAddress: returnAddress.snapshot, at };
}

export type ShipVirtually = { readonly merchantId: MerchantId; readonly allocationId: AllocationId; readonly channel: ChannelCheck; readonly at: string };

/** Tells the platform an issued number before paper exists. Printing stays behind the fence (DXM-10, R-11). */
export function shipVirtually({ merchantId, allocationId, channel, at }: ShipVirtually, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const allocation = findAllocation(order, allocationId);
  if (!allocation) return refuse({ code: 'ALLOCATION_NOT_FOUND', allocationId });
  const stale = staleEpoch(order, allocationId);
  if (stale) return refuse(stale);
  const label = liveLabelOf(order, allocationId);
  if (allocation.virtualWaybillNo !== null && allocation.virtualWaybillNo === label?.waybillNo) return accept([]);
  if (label?.state !== 'issued' || label.waybillNo === null) return refuse({ code: 'LABEL_NOT_ISSUED', allocationId, state: label?.state ?? 'none' });
  const { waybillNo, labelId, allocationIds, carrier } = label;
  const blocked: readonly Refusal[] = channel.kind === 'checked' && channel.blocks ? [{ code: 'SHIP_BLOCKED_AFTERSALE', allocationId, holds: [] }] : [];
  return unlessRefused([...staleCheck(channel, at), ...blocked, ...printBlocks(order, label)], () => [
    { type: 'VirtuallyShipped', allocationIds, labelId, waybillNo, at },
    ...(channel.kind === 'checked' ? automaticUploads(order, [{ allocation, waybillNo, carrier }], at) : []),
  ]);
}
