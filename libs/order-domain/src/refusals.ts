import type { AfterSaleId, AllocationId, FactoryId, HoldId, LabelId, LineId } from './ids.js';
import type { HoldEffect, HoldType } from './words.js';

/** Every way the business says no, with the facts a person needs to see why. The code is the one the HTTP answer carries. */
export type Refusal =
  | { readonly code: 'ORDER_NOT_FOUND' }
  | { readonly code: 'ORDER_CLOSED'; readonly reason: string }
  | { readonly code: 'ORDER_NOT_APPROVED'; readonly review: 'PENDING' | 'REJECTED' }
  | { readonly code: 'ORDER_ALREADY_SHIPPED' }
  | { readonly code: 'PAYMENT_INCOMPLETE'; readonly payableFen: number; readonly paidFen: number }
  | { readonly code: 'ORDER_HAS_AFTERSALE' | 'ORDER_IN_REVIEW' | 'ORDER_ON_HOLD'; readonly lineId: LineId; readonly holds: readonly HoldFacts[] }
  | { readonly code: 'ORDER_NOT_SHIPPABLE'; readonly status: string }
  | { readonly code: 'LINE_NOT_FOUND'; readonly lineId: LineId }
  | { readonly code: 'LINE_NOT_DROPSHIP'; readonly lineId: LineId }
  | { readonly code: 'QUANTITY_INVALID'; readonly lineId: LineId; readonly quantity: number; readonly max: number }
  | { readonly code: 'BINDING_NOT_ACTIVE'; readonly factoryId: FactoryId }
  | { readonly code: 'ALREADY_ALLOCATED'; readonly lineId: LineId; readonly allocatable: number }
  | { readonly code: 'ALLOCATION_NOT_FOUND'; readonly allocationId: AllocationId }
  | { readonly code: 'ALLOCATION_CANCELLED'; readonly allocationId: AllocationId; readonly cause: 'MERCHANT' | 'HOLD'; readonly instruction: 'DESTROY_LABEL' | 'NONE'; readonly holds: readonly HoldFacts[] }
  | { readonly code: 'ALLOCATION_RETURNED'; readonly allocationId: AllocationId; readonly waybillNo: string }
  | { readonly code: 'STALE_EPOCH'; readonly allocationId: AllocationId; readonly epoch: number; readonly currentEpoch: number }
  | { readonly code: 'HOLD_NOT_FOUND'; readonly holdId: string }
  | { readonly code: 'HOLD_NOT_YOURS'; readonly holdId: HoldId; readonly placedBy: string }
  | { readonly code: 'AFTERSALE_NOT_FOUND'; readonly afterSaleId: AfterSaleId }
  | { readonly code: 'AFTERSALE_CLOSED'; readonly afterSaleId: AfterSaleId }
  | { readonly code: 'AFTERSALE_VERSION_CHANGED'; readonly afterSaleId: AfterSaleId; readonly version: number }
  | { readonly code: 'RECEIVER_MISSING' }
  | { readonly code: 'LABEL_NOT_FOUND'; readonly labelId: LabelId }
  | { readonly code: 'LABEL_NOT_ISSUED'; readonly allocationId: AllocationId; readonly state: string }
  | { readonly code: 'VOID_AFTER_PICKUP'; readonly labelId: LabelId; readonly waybillNo: string }
  | { readonly code: 'LABEL_EXISTS'; readonly labelId: LabelId; readonly allocationIds: readonly AllocationId[]; readonly carrier: string }
  | { readonly code: 'PRINT_BLOCKED'; readonly allocationId: AllocationId; readonly holds: readonly HoldFacts[] }
  | { readonly code: 'PERMIT_NOT_FOUND'; readonly permitId: string }
  | { readonly code: 'PERMIT_REVOKED'; readonly permitId: string; readonly instruction: 'DESTROY_LABEL' }
  | { readonly code: 'PERMIT_EXPIRED'; readonly permitId: string; readonly expiresAt: string }
  | { readonly code: 'REPRINT_REASON_REQUIRED'; readonly labelId: LabelId; readonly copies: number }
  | { readonly code: 'WAYBILL_NOT_ISSUED_NUMBER'; readonly waybillNo: string; readonly labelId: LabelId }
  | { readonly code: 'WAYBILL_ADDRESS_CHANGED'; readonly waybillNo: string; readonly labelId: LabelId }
  | { readonly code: 'WAYBILL_PICKUP_BEFORE_PAYMENT'; readonly waybillNo: string }
  | { readonly code: 'ISSUE_SHIP_CARRIER_DIFFER'; readonly carrier: string; readonly issuedBy: string }
  | { readonly code: 'SLAVE_LIMIT'; readonly max: number }
  | { readonly code: 'SLAVE_EQUALS_MAIN'; readonly waybillNo: string }
  | { readonly code: 'WAYBILL_DUPLICATED'; readonly waybillNo: string }
  | { readonly code: 'SHIP_BLOCKED_AFTERSALE'; readonly allocationId: AllocationId; readonly holds: readonly HoldFacts[] }
  | { readonly code: 'SHIP_METHOD_MISMATCH'; readonly shipMethod: string }
  | { readonly code: 'STOCK_INSUFFICIENT'; readonly allocationId: AllocationId; readonly needed: number }
  | { readonly code: 'SHORTAGE_NOT_FOUND'; readonly shortageId: string }
  | { readonly code: 'SHORTAGE_CLOSED'; readonly shortageId: string; readonly end: string }
  | { readonly code: 'SHORTAGE_NOT_NOTIFIED'; readonly shortageId: string; readonly notifyBy: string }
  | { readonly code: 'SUBSTITUTE_NOT_PROPOSED'; readonly shortageId: string }
  | { readonly code: 'SUBSTITUTE_NOT_WHOLE_LINE'; readonly lineId: LineId; readonly active: number }
  | { readonly code: 'CONSENT_MISSING'; readonly shortageId: string }
  | { readonly code: 'DIFFERENCE_MISMATCH'; readonly shortageId: string; readonly differenceFen: number }
  | { readonly code: 'PLATFORM_CHECK_STALE'; readonly checkedAt: string; readonly ageMsMax: number }
  | { readonly code: 'RESHIP_NOT_SHIPPED'; readonly status: string }
  | { readonly code: 'RESHIP_PRECONDITION'; readonly reason: string; readonly lineId: LineId }
  | { readonly code: 'RESHIP_QTY_EXCEEDED'; readonly lineId: LineId; readonly quantity: number; readonly max: number }
  | { readonly code: 'RESHIPMENT_NOT_FOUND' }
  | { readonly code: 'UPLOAD_NOT_FOUND'; readonly waybillNo: string }
  | { readonly code: 'UPLOAD_NOT_FAILED'; readonly waybillNo: string; readonly state: string }
  | { readonly code: 'INTERCEPT_NOT_FOUND'; readonly interceptId: string };

export type RefusalCode = Refusal['code'];

export type HoldFacts = { readonly holdId: HoldId; readonly type: HoldType; readonly effect: HoldEffect; readonly causeId: string; readonly since: string };
