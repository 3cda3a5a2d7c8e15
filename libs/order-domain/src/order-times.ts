import { unreachable } from '@daifa/decider/decision';
import type { OrderEvent, OrderEventOf } from './events.js';
import type { AllocationId, BindingId, FactoryId } from './ids.js';
import type { Stage } from './stage-targets.js';
import type { HoldType, ServiceType } from './words.js';

/** When what happened to an order, as its deadlines need it: told by its events alone. Instants are ISO 8601 UTC. */
export type OrderTimes = {
  readonly importedAt: string | null;
  readonly paidAt: string | null;
  /** When customer service confirmed a payment on delivery. */
  readonly confirmedAt: string | null;
  /** The first approval; null while there is none. */
  readonly approvedAt: string | null;
  /** null while there is none: not paid yet, or nobody knows when. */
  readonly clock: ShipClock | null;
  readonly parcels: readonly ParcelTimes[];
  /** Keys of the deadlines that were recorded as missed, with when they were. */
  readonly missed: readonly { readonly key: string; readonly at: string }[];
};

export type ShipClock = {
  readonly shipBy: string;
  readonly rule: string;
  readonly basisAt: string | null;
  /** The rules it was set by: those in force when it was first set, for the whole life of the order. */
  readonly ruleVersion: number;
  readonly pausesOn: readonly HoldType[];
};

/** An allocation on its way. A time is the first of its kind; a return that is taken back has none. */
export type ParcelTimes = {
  readonly allocationId: AllocationId;
  readonly bindingId: BindingId;
  readonly factoryId: FactoryId;
  readonly serviceType: ServiceType;
  readonly allocatedAt: string;
  /** The factory's first act: it accepted, asked for a label, printed or returned. */
  readonly takenUpAt: string | null;
  readonly printedAt: string | null;
  readonly returnedAt: string | null;
  readonly virtuallyShippedAt: string | null;
  readonly shippedAt: string | null;
  readonly waybillNo: string | null;
  readonly scannedAt: string | null;
  readonly cancelledAt: string | null;
};

export const noTimes: OrderTimes = { importedAt: null, paidAt: null, confirmedAt: null, approvedAt: null, clock: null, parcels: [], missed: [] };

/** A deadline of an order has one name for ever, so that it is missed once. */
export const clockKey = (stage: Stage | 'SHIP_BY', allocationId: AllocationId | null): string => (allocationId === null ? stage : `${stage} ${allocationId}`);

/** Folds one event; what tells no time a deadline needs leaves the times as they are. `labelled` names the allocations of a label. */
export function evolveTimes(times: OrderTimes, event: OrderEvent, labelled: (labelId: string) => readonly AllocationId[]): OrderTimes {
  switch (event.type) {
    case 'OrderImported': return { ...times, importedAt: event.at, paidAt: event.paidAt };
    case 'OrderUpdated': return event.paidAt === times.paidAt ? times : { ...times, paidAt: event.paidAt };
    case 'PaymentConfirmed': return { ...times, confirmedAt: event.at };
    case 'ReviewDecided': return event.decision === 'APPROVED' && times.approvedAt === null ? { ...times, approvedAt: event.at } : times;
    case 'ShipBySet': return { ...times, clock: clockOf(event) };
    case 'ShipByMissed': return missed(times, clockKey('SHIP_BY', null), event.at);
    case 'StageMissed': return missed(times, clockKey(event.stage, event.allocationId), event.at);
    case 'AllocationCreated': return { ...times, parcels: [...times.parcels, parcelOf(event)] };
    case 'AllocationAccepted': return firsts(times, [event.allocationId], { takenUpAt: event.at });
    case 'AllocationCancelled': return parcels(times, [event.allocationId], { cancelledAt: event.at });
    case 'LabelRequested': return firsts(times, event.allocationIds, { takenUpAt: event.at });
    case 'PrintPermitConsumed': return firsts(times, labelled(event.labelId), { takenUpAt: event.at, printedAt: event.at });
    case 'WaybillReturned': return parcels(firsts(times, event.allocationIds, { takenUpAt: event.at, printedAt: event.at }), event.allocationIds, { returnedAt: event.at, waybillNo: event.waybillNo });
    case 'WaybillReturnRevoked': return parcels(times, event.allocationIds, { returnedAt: null });
    case 'ShipConfirmed': return firsts(parcels(times, event.allocationIds, { waybillNo: event.waybillNo }), event.allocationIds, { shippedAt: event.at });
    case 'VirtuallyShipped': return firsts(parcels(times, event.allocationIds, { waybillNo: event.waybillNo }), event.allocationIds, { virtuallyShippedAt: event.at });
    case 'TrackingObserved': return scanned(times, event);
    case 'LabelIssued': return parcels(times, labelled(event.labelId), { waybillNo: event.waybillNo });
    case 'StaleUpdateIgnored': case 'ReceiverChanged': case 'ReviewQueued': case 'OrderClosed': case 'AfterSaleParked': case 'AfterSaleUnparked':
    case 'HoldPlaced': case 'HoldReleased': case 'LinesRefunded': case 'InterceptOpened': case 'InterceptClosed': case 'AutoRouteSuspended':
    case 'AutoRouteResumed': case 'FactoryTaskOpened': case 'LabelFailed': case 'LabelOrphaned': case 'LabelVoidRequested': case 'LabelVoided':
    case 'LabelVoidFailed': case 'PrintPermitGranted': case 'PrintPermitRevoked': case 'LabelRenderStarted': case 'PrintReported':
    case 'ExtraWaybillsReturned': case 'VirtualShipUnbacked': case 'GhostShipmentRaised':
    case 'StockVerified': case 'ShortageOpened': case 'ShortageNotified': case 'ShortageNotifyMissed': case 'ShortageDecided': case 'SubstituteProposed':
    case 'SubstituteConsented': case 'LineSubstituted': case 'PriceDifferenceSettled': case 'ShortageClosed':
    case 'ReshipmentCreated': case 'ReshipmentCancelled': case 'ReshipmentLinked':
    case 'ShipUploadRequested': case 'ShipUploaded': case 'ShipUploadFailed': case 'ShipFailureIgnored':
      return times;
    default: return unreachable(event);
  }
}

const clockOf = ({ shipBy, rule, basisAt, ruleVersion, pausesOn }: OrderEventOf<'ShipBySet'>): ShipClock => ({ shipBy, rule, basisAt, ruleVersion, pausesOn });

const missed = (times: OrderTimes, key: string, at: string): OrderTimes => ({ ...times, missed: [...times.missed, { key, at }] });

function parcelOf({ allocationId, bindingId, factoryId, serviceType, at }: OrderEventOf<'AllocationCreated'>): ParcelTimes {
  return {
    allocationId, bindingId, factoryId, serviceType, allocatedAt: at, takenUpAt: null, printedAt: null, returnedAt: null, virtuallyShippedAt: null,
    shippedAt: null, waybillNo: null, scannedAt: null, cancelledAt: null,
  };
}

function parcels(times: OrderTimes, ids: readonly AllocationId[], change: Partial<ParcelTimes>): OrderTimes {
  return { ...times, parcels: times.parcels.map((parcel) => (ids.includes(parcel.allocationId) ? { ...parcel, ...change } : parcel)) };
}

type Firsts = Partial<Pick<ParcelTimes, 'takenUpAt' | 'printedAt' | 'shippedAt' | 'virtuallyShippedAt'>>;

/** Sets what was not set before: a second print is no first one. */
function firsts(times: OrderTimes, ids: readonly AllocationId[], { takenUpAt = null, printedAt = null, shippedAt = null, virtuallyShippedAt = null }: Firsts): OrderTimes {
  const first = (parcel: ParcelTimes): ParcelTimes => ({
    ...parcel, takenUpAt: parcel.takenUpAt ?? takenUpAt, printedAt: parcel.printedAt ?? printedAt, shippedAt: parcel.shippedAt ?? shippedAt, virtuallyShippedAt: parcel.virtuallyShippedAt ?? virtuallyShippedAt,
  });
  return { ...times, parcels: times.parcels.map((parcel) => (ids.includes(parcel.allocationId) ? first(parcel) : parcel)) };
}

/** The earliest scan counts, in whatever sequence scans are told. */
function scanned(times: OrderTimes, { waybillNo, scannedAt }: OrderEventOf<'TrackingObserved'>): OrderTimes {
  const earliest = (parcel: ParcelTimes): ParcelTimes => ({ ...parcel, scannedAt: parcel.scannedAt !== null && parcel.scannedAt < scannedAt ? parcel.scannedAt : scannedAt });
  return { ...times, parcels: times.parcels.map((parcel) => (parcel.waybillNo === waybillNo ? earliest(parcel) : parcel)) };
}
