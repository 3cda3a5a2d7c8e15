/** The closed vocabularies of the order stream, as they are stored. Their meaning is in the glossary of the docs. */

export type Channel = 'PDD' | 'DOUYIN' | 'TAOBAO' | 'API';

export const CHANNELS = ['PDD', 'DOUYIN', 'TAOBAO', 'API'] as const satisfies readonly Channel[];

export type PlatformStatus =
  | 'AWAITING_PAYMENT'
  | 'AWAITING_SHIPMENT'
  | 'PARTLY_SHIPPED'
  | 'SHIPPED'
  | 'COMPLETED'
  | 'CLOSED'
  | 'REFUNDED';

/** `CANCEL` takes the allocation back; `SUSPEND` keeps it and stops its printing until released. */
export type HoldEffect = 'CANCEL' | 'SUSPEND';

/** An open set by design: a type that a newer writer stored still blocks, for `HoldEffect` says how. */
export type HoldType = 'AFTER_SALE' | 'RISK_REVIEW' | 'BUYER_CANCEL' | 'SHOP_CLOSED' | 'ADDRESS_CHANGED' | 'COD_CONFIRM' | 'MERCHANT' | 'APP';

export const HOLD_TYPES = ['AFTER_SALE', 'RISK_REVIEW', 'BUYER_CANCEL', 'SHOP_CLOSED', 'ADDRESS_CHANGED', 'COD_CONFIRM', 'MERCHANT', 'APP'] as const satisfies readonly HoldType[];

export type HoldOwner = 'merchant' | 'platform' | 'system';

/** `PRINT_ONLY`: the merchant confirms shipping. `PRINT_AND_SHIP`: the factory ships on behalf. */
export type ServiceType = 'PRINT_ONLY' | 'PRINT_AND_SHIP';

export type ShipMethod = 'TIME_GUARANTEED' | 'ONLINE_BOOKING' | 'SELF_ARRANGED' | 'NO_LOGISTICS';

/** `RESHIP`: an extra number of an order that the channel has a number of already. */
export type UploadKind = 'SHIP' | 'RESHIP';

/** Why a channel does not have a number (DXM-13). `UNKNOWN`: nobody can say whether it has it; it is asked before it is told again. */
export type UploadFailureCode = 'PLATFORM_STATUS_CHANGED' | 'PLATFORM_ALREADY_SHIPPED' | 'CARRIER_REJECTED' | 'AUTH_EXPIRED' | 'RATE_LIMITED' | 'UNKNOWN';

export const UPLOAD_FAILURE_CODES = ['PLATFORM_STATUS_CHANGED', 'PLATFORM_ALREADY_SHIPPED', 'CARRIER_REJECTED', 'AUTH_EXPIRED', 'RATE_LIMITED', 'UNKNOWN'] as const satisfies readonly UploadFailureCode[];

/** Why goods are sent again (补发): stopped on the way, damaged or refused, left out, too few. */
export type ReshipReason = 'INTERCEPTED' | 'DAMAGED_REFUSED' | 'MISSED' | 'SHORT';

export const RESHIP_REASONS = ['INTERCEPTED', 'DAMAGED_REFUSED', 'MISSED', 'SHORT'] as const satisfies readonly ReshipReason[];

export type InterceptOutcome = 'INTERCEPTED' | 'TOO_LATE' | 'REFUSED_BY_CONSIGNEE' | 'LOST' | 'ABANDONED';

export type AfterSaleType = 'REFUND_ONLY' | 'RETURN_REFUND' | 'EXCHANGE' | 'REPAIR' | 'RESHIP';

/** Why a number is voided. `MERCHANT` and `FACTORY`: a person asked for it. */
export type VoidCause = 'HOLD' | 'ADDRESS_CHANGED' | 'ORPHANED' | 'MERCHANT' | 'FACTORY';

export type PrintResult = 'PRINTED' | 'FAILED' | 'UNKNOWN';

/** What customer service and the buyer agreed on about goods that are not there (ML-10, ML-22). */
export type ShortageOutcome = 'SUBSTITUTE' | 'WAIT' | 'TRANSFER' | 'PARTIAL' | 'REFUND';

export const SHORTAGE_OUTCOMES = ['SUBSTITUTE', 'WAIT', 'TRANSFER', 'PARTIAL', 'REFUND'] as const satisfies readonly ShortageOutcome[];

/** `REPLENISHED`: the goods came after all. `TAKEN_BACK`: the allocation is gone for another reason. */
export type ShortageEnd = ShortageOutcome | 'REPLENISHED' | 'TAKEN_BACK';

/** How a difference in price was settled with the buyer. */
export type DifferenceSettlement = 'PAID_BY_BUYER' | 'REFUNDED_TO_BUYER';
