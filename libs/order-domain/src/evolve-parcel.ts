import { unreachable } from '@daifa/decider/decision';
import { withAllocations, withLabel, withPermit } from './change.js';
import type { LabelEvent, OrderEventOf, PrintEvent, ReturnEvent, ShipmentEvent } from './events.js';
import { ghostKey, scanKey } from './guards.js';
import { sentQuantity, type Allocation, type Label, type Order } from './order.js';

/** The parcel's half of `evolve`: its label, its print permits, its waybill return and its shipment. */

export function evolveLabel(order: Order, event: LabelEvent): Order {
  switch (event.type) {
    case 'LabelRequested': {
      const { labelId, allocationIds, factoryId, carrier, addressVersion, at } = event;
      const label: Label = { labelId, allocationIds, factoryId, carrier, addressVersion, requestedAt: at, waybillNo: null, sortCode: '', packageCenter: '', markDestination: '', boughtAs: labelId, voidRefusal: null, state: 'requested' };
      return { ...order, labels: [...order.labels, label] };
    }
    case 'LabelIssued': {
      const { waybillNo, sortCode, packageCenter, markDestination, reusedFrom } = event;
      const origin = order.labels.find(({ labelId }) => labelId === reusedFrom);
      const from = origin ? withLabel(order, origin.labelId, (label) => ({ ...label, state: 'reused' })) : order;
      return withLabel(from, event.labelId, (label) => ({ ...label, waybillNo, sortCode, packageCenter, markDestination, boughtAs: origin?.boughtAs ?? label.labelId, state: 'issued' }));
    }
    case 'LabelFailed':
      return withLabel(order, event.labelId, (label) => ({ ...label, state: 'failed' }));
    case 'LabelOrphaned': case 'LabelVoidRequested':
      return withLabel(order, event.labelId, (label) => ({ ...label, waybillNo: event.waybillNo, state: 'void-pending' }));
    case 'LabelVoided':
      return withLabel(order, event.labelId, (label) => ({ ...label, voidRefusal: null, state: 'voided' }));
    case 'LabelVoidFailed':
      return withLabel(order, event.labelId, (label) => ({ ...label, voidRefusal: event.reason, state: event.quarantined ? 'quarantined' : 'void-failed' }));
    default:
      return unreachable(event);
  }
}

export function evolvePrint(order: Order, event: PrintEvent): Order {
  switch (event.type) {
    case 'PrintPermitGranted': {
      const { permitId, labelId, factoryId, printJobId, copy, expiresAt } = event;
      return { ...order, permits: [...order.permits, { permitId, labelId, factoryId, printJobId, copy, expiresAt, state: 'granted', consumedAt: null, result: null }] };
    }
    case 'PrintPermitConsumed':
      return withPermit(order, event.permitId, (permit) => ({ ...permit, state: 'consumed', consumedAt: event.at }));
    case 'PrintPermitRevoked':
      return withPermit(order, event.permitId, (permit) => ({ ...permit, state: 'revoked' }));
    case 'LabelRenderStarted':
      return order;
    case 'PrintReported':
      return withPermit(order, event.permitId, (permit) => ({ ...permit, result: event.result }));
    default:
      return unreachable(event);
  }
}

export function evolveReturn(order: Order, event: ReturnEvent): Order {
  switch (event.type) {
    case 'WaybillReturned': {
      const { carrier, waybillNo, at } = event;
      return withAllocations(order, event.allocationIds, (allocation) => ({ ...allocation, state: { kind: 'returned', carrier, waybillNo, extraWaybillNos: [], returnedAt: at } }));
    }
    case 'ExtraWaybillsReturned':
      return { ...order, allocations: order.allocations.map((allocation) => withExtras(allocation, event)) };
    case 'WaybillReturnRevoked':
      return withRefundsUnsent(withAllocations(order, event.allocationIds, (allocation) => ({ ...allocation, state: { kind: 'open' } })));
    default:
      return unreachable(event);
  }
}

/** What comes back from "sent" can leave more refunds than sent units to carry them. */
function withRefundsUnsent(order: Order): Order {
  return { ...order, lines: order.lines.map((line) => ({ ...line, refundedUnsent: Math.max(line.refundedUnsent, line.refunded - sentQuantity(order, line.lineId)) })) };
}

function withExtras(allocation: Allocation, { waybillNo, extraWaybillNos }: OrderEventOf<'ExtraWaybillsReturned'>): Allocation {
  const { state } = allocation;
  return state.kind === 'returned' && state.waybillNo === waybillNo ? { ...allocation, state: { ...state, extraWaybillNos } } : allocation;
}

export function evolveShipment(order: Order, event: ShipmentEvent): Order {
  switch (event.type) {
    case 'ShipConfirmed': {
      const { carrier, waybillNo, at } = event;
      return withAllocations(order, event.allocationIds, (allocation) => ({ ...allocation, state: { kind: 'shipped', carrier, waybillNo, ...broughtBy(allocation, at), shippedAt: at } }));
    }
    case 'VirtuallyShipped':
      return withAllocations(order, event.allocationIds, (allocation) => ({ ...allocation, virtualWaybillNo: event.waybillNo }));
    case 'TrackingObserved':
      return { ...order, scans: [...order.scans, scanKey(event)] };
    case 'GhostShipmentRaised':
      return { ...order, ghosts: [...order.ghosts, ...event.allocationIds.map((id) => ghostKey(id, event.waybillNo))] };
    case 'VirtualShipUnbacked':
      return { ...order, uploads: order.uploads.map((upload) => (upload.waybillNo === event.waybillNo && upload.state !== 'accepted' ? { ...upload, state: 'withdrawn', nextAttemptAt: null } : upload)) };
    default:
      return unreachable(event);
  }
}

/** What the return told stays known after the shipment; it comes without one only where nothing was returned. */
function broughtBy({ state }: Allocation, at: string): { readonly extraWaybillNos: readonly string[]; readonly returnedAt: string } {
  return state.kind === 'returned' ? { extraWaybillNos: state.extraWaybillNos, returnedAt: state.returnedAt } : { extraWaybillNos: [], returnedAt: at };
}
