import { unreachable } from '@daifa/decider/decision';
import { withAllocations, withLine } from './change.js';
import { evolveLabel, evolvePrint, evolveReturn, evolveShipment } from './evolve-parcel.js';
import { evolveShortage } from './evolve-shortage.js';
import type { AllocationEvent, HoldEvent, IntakeEvent, LineQuantity, OrderEvent, OrderEventOf, PlatformFacts } from './events.js';
import type { AllocationId, LineId } from './ids.js';
import { evolveReshipment, evolveUpload } from './evolve-upload.js';
import { asFen } from './money.js';
import { evolveTimes } from './order-times.js';
import { priceSkuOf } from './price-list.js';
import { unborn, unsentQuantity, type Allocation, type Order } from './order.js';

/** Folds one event into the order. It believes every event and judges none; the rooms judge. */
export function evolve(order: Order, event: OrderEvent): Order {
  const evolved = evolveParts(order, event);
  const times = evolveTimes(order.times, event, (labelId) => order.labels.find((label) => label.labelId === labelId)?.allocationIds ?? []);
  return times === evolved.times ? evolved : { ...evolved, times };
}

function evolveParts(order: Order, event: OrderEvent): Order {
  switch (event.type) {
    case 'OrderImported': case 'OrderUpdated': case 'StaleUpdateIgnored': case 'ReceiverChanged': case 'ReviewDecided': case 'ReviewQueued': case 'PaymentConfirmed': case 'OrderClosed':
      return evolveIntake(order, event);
    case 'ShipBySet': case 'ShipByMissed': case 'StageMissed':
      return order; // times only
    case 'AfterSaleParked': case 'AfterSaleUnparked': case 'HoldPlaced': case 'HoldReleased': case 'LinesRefunded': case 'InterceptOpened': case 'InterceptClosed':
      return evolveHold(order, event);
    case 'AllocationCreated': case 'AllocationAccepted': case 'AllocationCancelled': case 'AutoRouteSuspended': case 'AutoRouteResumed': case 'FactoryTaskOpened':
      return evolveAllocation(order, event);
    case 'LabelRequested': case 'LabelIssued': case 'LabelFailed': case 'LabelOrphaned': case 'LabelVoidRequested': case 'LabelVoided': case 'LabelVoidFailed':
      return evolveLabel(order, event);
    case 'PrintPermitGranted': case 'PrintPermitConsumed': case 'PrintPermitRevoked': case 'LabelRenderStarted': case 'PrintReported':
      return evolvePrint(order, event);
    case 'WaybillReturned': case 'ExtraWaybillsReturned': case 'WaybillReturnRevoked':
      return evolveReturn(order, event);
    case 'ShipConfirmed': case 'VirtuallyShipped': case 'VirtualShipUnbacked': case 'TrackingObserved': case 'GhostShipmentRaised':
      return evolveShipment(order, event);
    case 'StockVerified': case 'ShortageOpened': case 'ShortageNotified': case 'ShortageNotifyMissed': case 'ShortageDecided': case 'SubstituteProposed':
    case 'SubstituteConsented': case 'LineSubstituted': case 'PriceDifferenceSettled': case 'ShortageClosed':
      return evolveShortage(order, event);
    case 'ShipUploadRequested': case 'ShipUploaded': case 'ShipUploadFailed': case 'ShipFailureIgnored':
      return evolveUpload(order, event);
    case 'ReshipmentCreated': case 'ReshipmentCancelled': case 'ReshipmentLinked':
      return evolveReshipment(order, event);
    default:
      return unreachable(event);
  }
}

export const orderEvolution = { initial: unborn, evolve } as const;

function evolveIntake(order: Order, event: IntakeEvent): Order {
  switch (event.type) {
    case 'OrderImported':
      return {
        ...withFacts(order, event), merchantId: event.merchantId, channel: event.channel, shopId: event.shopId, platformOrderNo: event.platformOrderNo,
        receiver: event.receiver, addressVersion: 1, lines: event.lines.map((line) => ({ ...line, refunded: 0, refundedUnsent: 0, autoRoute: true })),
      };
    case 'OrderUpdated':
      return withFacts(order, event);
    case 'StaleUpdateIgnored':
      return { ...order, contentKeys: [...order.contentKeys.slice(0, -1), event.contentKey, ...order.contentKeys.slice(-1)] };
    case 'ReceiverChanged':
      return { ...order, receiver: event.receiver, addressVersion: event.addressVersion };
    case 'ReviewDecided':
      return { ...order, review: event.decision };
    case 'ReviewQueued':
      return { ...order, reviewReasons: event.reasons };
    case 'PaymentConfirmed':
      return order;
    case 'OrderClosed':
      return { ...order, closedReason: event.reason };
    default:
      return unreachable(event);
  }
}

function withFacts(order: Order, { platformStatus, platformUpdatedAt, contentKey, promisedShipAt, payableFen, paidFen, buyerMessage, sellerNote }: PlatformFacts): Order {
  return { ...order, platformStatus, platformUpdatedAt: platformUpdatedAt ?? order.platformUpdatedAt, contentKeys: [...order.contentKeys, contentKey], promisedShipAt, payableFen, paidFen, buyerMessage, sellerNote };
}

function evolveHold(order: Order, event: HoldEvent): Order {
  switch (event.type) {
    case 'AfterSaleParked': {
      const { afterSaleId, version, afterSaleType, platformLines } = event;
      const others = order.parked.filter((parked) => parked.afterSaleId !== afterSaleId);
      return { ...order, parked: [...others, { afterSaleId, version, afterSaleType, platformLines, withdrawn: false }] };
    }
    case 'AfterSaleUnparked':
      return withUnparked(order, event);
    case 'HoldPlaced': {
      const { holdId, holdType, effect, lines, causeId, causeVersion, placedBy, reason, at } = event;
      return { ...order, holds: [...order.holds, { holdId, type: holdType, effect, lines, causeId, causeVersion, placedBy, reason, placedAt: at, released: false, releasedAt: null }] };
    }
    case 'HoldReleased':
      return { ...order, holds: order.holds.map((hold) => (hold.holdId === event.holdId ? { ...hold, released: true, releasedAt: event.at, causeVersion: Math.max(hold.causeVersion, event.causeVersion) } : hold)) };
    case 'LinesRefunded':
      return event.lines.reduce<Order>((folded, refund) => withRefund(folded, refund), { ...order, refundedBy: [...order.refundedBy, event.afterSaleId] });
    case 'InterceptOpened': {
      const { interceptId, kind, allocationIds, waybillNo } = event;
      return { ...order, intercepts: [...order.intercepts, { interceptId, kind, allocationIds, waybillNo, outcome: null }] };
    }
    case 'InterceptClosed':
      return { ...order, intercepts: order.intercepts.map((intercept) => (intercept.interceptId === event.interceptId ? { ...intercept, outcome: event.outcome } : intercept)) };
    default:
      return unreachable(event);
  }
}

/** Also of a case never parked: its end came before its beginning, which is old news when it comes. */
function withUnparked(order: Order, { afterSaleId, version }: OrderEventOf<'AfterSaleUnparked'>): Order {
  const known = order.parked.find((parked) => parked.afterSaleId === afterSaleId) ?? { afterSaleId, afterSaleType: 'REFUND_ONLY', platformLines: [] };
  return { ...order, parked: [...order.parked.filter((parked) => parked.afterSaleId !== afterSaleId), { ...known, version, withdrawn: true }] };
}

function withRefund(order: Order, { lineId, quantity }: LineQuantity): Order {
  return withLine(order, lineId, (line) => {
    const unsent = Math.max(0, unsentQuantity(order, line));
    return { ...line, refunded: line.refunded + quantity, refundedUnsent: line.refundedUnsent + Math.min(quantity, unsent) };
  });
}

function evolveAllocation(order: Order, event: AllocationEvent): Order {
  switch (event.type) {
    case 'AllocationCreated': {
      const { allocationId, lineId, quantity, epoch, factoryId, bindingId, serviceType, merchantAlias, sender, fenced, settlementPriceFen, at } = event;
      const created: Allocation = { allocationId, lineId, quantity, epoch, factoryId, bindingId, serviceType, merchantAlias, sender, fenced, createdAt: at, settlementPriceFen: settlementPriceFen === null ? null : asFen(settlementPriceFen), sku: skuOf(order, lineId), stock: 'ASSUMED', virtualWaybillNo: null, unreplaced: 0, state: { kind: 'open' } };
      return { ...order, allocations: [...replaced(order.allocations, event), created] };
    }
    case 'AllocationCancelled': {
      const { cause, holdId, reason } = event;
      const lineId = order.allocations.find(({ allocationId }) => allocationId === event.allocationId)?.lineId;
      const kept = cause === 'HOLD' ? order.allocations : order.allocations.map((one) => (one.lineId === lineId ? { ...one, unreplaced: 0 } : one));
      return withAllocations({ ...order, allocations: kept }, [event.allocationId], (allocation) => ({ ...allocation, unreplaced: cause === 'HOLD' ? allocation.quantity : 0, state: { kind: 'cancelled', cause, holdId, reason } }));
    }
    case 'AutoRouteSuspended':
      return withLine(order, event.lineId, (line) => ({ ...line, autoRoute: false }));
    case 'AutoRouteResumed':
      return withLine(order, event.lineId, (line) => ({ ...line, autoRoute: true }));
    case 'AllocationAccepted': case 'FactoryTaskOpened':
      return order; // times, and work for people
    default:
      return unreachable(event);
  }
}

function skuOf(order: Order, lineId: LineId): string {
  const line = order.lines.find((one) => one.lineId === lineId);
  return line ? priceSkuOf(line) : '';
}

/** A new allocation replaces what holds took from its line: first the one it names, then its own factory's, newest first. */
function replaced(allocations: readonly Allocation[], { lineId, quantity, factoryId, repickOf }: OrderEventOf<'AllocationCreated'>): readonly Allocation[] {
  const rank = (one: Allocation): number => (one.allocationId === repickOf ? 0 : one.factoryId === factoryId ? 1 : 2);
  const taken = allocations.filter((one) => one.lineId === lineId && one.unreplaced > 0).reverse().sort((one, other) => rank(one) - rank(other));
  const left = new Map<AllocationId, number>();
  let units = quantity;
  for (const { allocationId, unreplaced } of taken) {
    left.set(allocationId, Math.max(0, unreplaced - units));
    units = Math.max(0, units - unreplaced);
  }
  return allocations.map((one) => ({ ...one, unreplaced: left.get(one.allocationId) ?? one.unreplaced }));
}
