import type { LineQuantity, SealedReceiver, Sender } from './events.js';
import type { AfterSaleId, AllocationId, BindingId, FactoryId, HoldId, LabelId, LineId, MerchantId, PermitId } from './ids.js';
import type { Fen } from './money.js';
import type { HoldEffect, HoldOwner, HoldType, PlatformStatus, ServiceType } from './words.js';
import type { Intercept, ParkedAfterSale, Permit, Reshipment, ReshipmentOf, Shortage, StockState, Upload } from './order-parts.js';
import { noTimes, type OrderTimes } from './order-times.js';
import type { ReviewReason } from './review-rules.js';

/** One order as its events tell it. Everything a rule can read off these fields is a function below or in a room, never a flag. */
export type Order = {
  /** null until the order is imported: an after-sale may come first. */
  readonly merchantId: MerchantId | null;
  readonly channel: string;
  readonly shopId: string;
  readonly platformOrderNo: string;
  readonly platformStatus: PlatformStatus;
  readonly platformUpdatedAt: string | null;
  /** Content keys already seen, newest last: what the channel repeats is no news. */
  readonly contentKeys: readonly string[];
  readonly promisedShipAt: string | null;
  readonly payableFen: number;
  readonly paidFen: number;
  /** What the channel noted, without personal data: no rule reads it, the factory's paper says it. */
  readonly buyerMessage: string;
  readonly sellerNote: string;
  readonly receiver: SealedReceiver | null;
  /** Counts the receiver's versions from 1. A label is good for the version it was requested for. */
  readonly addressVersion: number;
  readonly review: 'PENDING' | 'APPROVED' | 'REJECTED';
  /** Why the rules left it to a person; empty when they did not. */
  readonly reviewReasons: readonly ReviewReason[];
  readonly times: OrderTimes;
  readonly closedReason: string | null;
  readonly lines: readonly Line[];
  readonly holds: readonly Hold[];
  readonly parked: readonly ParkedAfterSale[];
  readonly allocations: readonly Allocation[];
  readonly labels: readonly Label[];
  readonly permits: readonly Permit[];
  readonly intercepts: readonly Intercept[];
  readonly shortages: readonly Shortage[];
  readonly uploads: readonly Upload[];
  readonly reshipments: readonly Reshipment[];
  /** null for an order that a buyer placed. */
  readonly reshipmentOf: ReshipmentOf | null;
  /** What is booked once, however often it is told: cases' refunds, carriers' scans, ghost parcels. */
  readonly refundedBy: readonly AfterSaleId[];
  readonly scans: readonly string[];
  readonly ghosts: readonly string[];
};

export type Line = {
  readonly lineId: LineId;
  readonly platformLineNo: string;
  readonly title: string;
  readonly spec: string;
  readonly outSkuSn: string;
  readonly productSn: string;
  readonly isGift: boolean;
  readonly mode: 'DROPSHIP' | 'SELF';
  readonly quantity: number;
  readonly unitPriceFen: number;
  readonly refunded: number;
  /** Of them those that are not sent: they must never leave. A refund counts against them first. */
  readonly refundedUnsent: number;
  readonly autoRoute: boolean;
};

export type Hold = {
  readonly holdId: HoldId;
  readonly type: HoldType;
  readonly effect: HoldEffect;
  /** Empty: the whole order. */
  readonly lines: readonly LineQuantity[];
  readonly causeId: string;
  readonly causeVersion: number;
  readonly placedBy: HoldOwner;
  readonly reason: string;
  readonly placedAt: string;
  readonly released: boolean;
  readonly releasedAt: string | null;
};

export type Allocation = {
  readonly allocationId: AllocationId;
  readonly lineId: LineId;
  readonly quantity: number;
  readonly epoch: number;
  readonly factoryId: FactoryId;
  readonly bindingId: BindingId;
  readonly serviceType: ServiceType;
  readonly merchantAlias: string;
  readonly sender: Sender;
  readonly fenced: boolean;
  readonly createdAt: string;
  readonly settlementPriceFen: Fen | null;
  /** What its stock is kept by at the factory, as the line was when it was allocated: see priceSkuOf. */
  readonly sku: string;
  readonly stock: StockState;
  readonly virtualWaybillNo: string | null;
  /** Units that a hold took back and no later allocation of the line replaced. */
  readonly unreplaced: number;
  readonly state:
    | { readonly kind: 'open' }
    | { readonly kind: 'cancelled'; readonly cause: 'MERCHANT' | 'HOLD'; readonly holdId: HoldId | null; readonly reason: string }
    | { readonly kind: 'returned'; readonly carrier: string; readonly waybillNo: string; readonly extraWaybillNos: readonly string[]; readonly returnedAt: string }
    | { readonly kind: 'shipped'; readonly carrier: string; readonly waybillNo: string; readonly extraWaybillNos: readonly string[]; readonly returnedAt: string; readonly shippedAt: string };
};

export type Label = {
  readonly labelId: LabelId;
  readonly allocationIds: readonly AllocationId[];
  readonly factoryId: FactoryId;
  readonly carrier: string;
  readonly addressVersion: number;
  readonly requestedAt: string;
  readonly waybillNo: string | null;
  readonly sortCode: string;
  readonly packageCenter: string;
  readonly markDestination: string;
  /** The label whose purchase its number is: the carrier knows the number by that id, also where it serves again. */
  readonly boughtAs: LabelId;
  /** Why the carrier did not void its number the last time; null when it was not asked, or did. */
  readonly voidRefusal: string | null;
  /** `quarantined`: not voided for the carrier's cap, kept for this order; `reused`: its number serves a later label. */
  readonly state: 'requested' | 'issued' | 'failed' | 'void-pending' | 'voided' | 'void-failed' | 'quarantined' | 'reused';
};

export const unborn: Order = {
  merchantId: null, channel: '', shopId: '', platformOrderNo: '', platformStatus: 'AWAITING_SHIPMENT', platformUpdatedAt: null,
  contentKeys: [], promisedShipAt: null, payableFen: 0, paidFen: 0, buyerMessage: '', sellerNote: '', receiver: null, addressVersion: 0, review: 'PENDING', reviewReasons: [], times: noTimes, closedReason: null,
  lines: [], holds: [], parked: [], allocations: [], labels: [], permits: [], intercepts: [], shortages: [], uploads: [], reshipments: [], reshipmentOf: null, refundedBy: [], scans: [], ghosts: [],
};

// ---- what others may ask of an order ----

export const coversLine = (hold: Hold, lineId: LineId): boolean => hold.lines.length === 0 || hold.lines.some((line) => line.lineId === lineId);
export const activeHolds = (order: Order): readonly Hold[] => order.holds.filter((hold) => !hold.released);
export const activeHoldsOn = (order: Order, lineId: LineId): readonly Hold[] => activeHolds(order).filter((hold) => coversLine(hold, lineId));

export const findLine = (order: Order, lineId: LineId): Line | undefined => order.lines.find((line) => line.lineId === lineId);
export const findAllocation = (order: Order, id: AllocationId): Allocation | undefined => order.allocations.find((allocation) => allocation.allocationId === id);
export const findLabel = (order: Order, id: LabelId): Label | undefined => order.labels.find((label) => label.labelId === id);
export const findPermit = (order: Order, id: PermitId): Permit | undefined => order.permits.find((permit) => permit.permitId === id);
export const isReturned = ({ state }: Allocation): boolean => state.kind === 'returned' || state.kind === 'shipped';

/** The label an allocation would be printed with: asked for or issued, and not being voided. */
export function liveLabelOf(order: Order, allocationId: AllocationId): Label | undefined {
  return order.labels.findLast((label) => (label.state === 'requested' || label.state === 'issued') && label.allocationIds.includes(allocationId));
}

/** Units of a line that are neither sent, nor refunded before they were sent, nor promised to a factory now. */
export function allocatableQuantity(order: Order, line: Line): number {
  const open = sum(order.allocations.filter(({ lineId, state }) => lineId === line.lineId && state.kind === 'open'));
  return Math.max(0, unsentQuantity(order, line) - open);
}

/** Units of a line that still have to leave: neither sent nor refunded before they were. Less than open is too much promised. */
export function unsentQuantity(order: Order, line: Line): number {
  return line.quantity - sentQuantity(order, line.lineId) - line.refundedUnsent;
}

export const sentQuantity = (order: Order, lineId: LineId): number => sum(order.allocations.filter((one) => one.lineId === lineId && isReturned(one)));

export type AllocationStatus = 'ALLOCATED' | 'LABELLED' | 'PRINTED' | 'SUSPENDED' | 'RETURNED' | 'SHIPPED' | 'CANCELLED';

/** The word a list shows for an allocation (requirements 7.2). */
export function allocationStatus(order: Order, allocation: Allocation): AllocationStatus {
  if (allocation.state.kind === 'cancelled') return 'CANCELLED';
  if (allocation.state.kind === 'shipped') return 'SHIPPED';
  if (allocation.state.kind === 'returned') return 'RETURNED';
  if (activeHoldsOn(order, allocation.lineId).length > 0) return 'SUSPENDED';
  const label = liveLabelOf(order, allocation.allocationId);
  if (label?.state !== 'issued') return 'ALLOCATED';
  return order.permits.some((permit) => permit.labelId === label.labelId && permit.state === 'consumed') ? 'PRINTED' : 'LABELLED';
}

export type OrderStatus = 'PENDING_REVIEW' | 'TO_ALLOCATE' | 'ALLOCATED' | 'RETURNED' | 'PARTLY_SHIPPED' | 'SHIPPED' | 'CLOSED' | 'REJECTED';
/** The order's status is derived from its lines' quantities: never "shipped" while one unit is not (F-SH-04). */
export function orderStatus(order: Order): OrderStatus {
  if (order.closedReason !== null) return 'CLOSED';
  const active = order.allocations.filter(({ state }) => state.kind !== 'cancelled');
  const shipped = active.filter(({ state }) => state.kind === 'shipped');
  const all = order.lines.every(({ lineId, quantity, refundedUnsent }) => sum(shipped.filter((one) => one.lineId === lineId)) >= quantity - refundedUnsent);
  if (shipped.length > 0) return all ? 'SHIPPED' : 'PARTLY_SHIPPED';
  if (active.some(isReturned)) return 'RETURNED';
  if (active.length > 0) return 'ALLOCATED';
  if (order.review === 'REJECTED') return 'REJECTED';
  return order.review === 'PENDING' ? 'PENDING_REVIEW' : 'TO_ALLOCATE';
}

function sum(allocations: readonly Allocation[]): number {
  return allocations.reduce((total, { quantity }) => total + quantity, 0);
}
