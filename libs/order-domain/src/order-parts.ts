import type { LineQuantity, PlatformLineQuantity, SealedReceiver } from './events.js';
import type { AfterSaleId, AllocationId, FactoryId, InterceptId, LabelId, LineId, OrderId, PermitId, PrintJobId, ShortageId } from './ids.js';
import type { Substitute } from './shortage-events.js';
import type { Supply } from './stock-ledger.js';
import type { AfterSaleType, ReshipReason, ShortageEnd, ShortageOutcome, UploadFailureCode, UploadKind } from './words.js';

/** Parts of an order that are looked at in few places. */

export type ParkedAfterSale = {
  readonly afterSaleId: AfterSaleId;
  readonly version: number;
  readonly afterSaleType: AfterSaleType;
  readonly platformLines: readonly PlatformLineQuantity[];
  readonly withdrawn: boolean;
};

/** Leave to print one label once. */
export type Permit = {
  readonly permitId: PermitId;
  readonly labelId: LabelId;
  readonly factoryId: FactoryId;
  readonly printJobId: PrintJobId;
  readonly copy: number;
  readonly expiresAt: string;
  readonly state: 'granted' | 'consumed' | 'revoked';
  readonly consumedAt: string | null;
  readonly result: 'PRINTED' | 'FAILED' | 'UNKNOWN' | null;
};

export type Intercept = {
  readonly interceptId: InterceptId;
  readonly kind: 'STOP' | 'REROUTE';
  readonly allocationIds: readonly AllocationId[];
  readonly waybillNo: string;
  readonly outcome: string | null;
};

/** Three states (F-ST-01): checked and reserved; never checked, for nobody counts it; checked, and not there. */
export type StockState = 'ASSUMED' | 'VERIFIED' | 'SHORT';

/** What an allocation lacks, and what becomes of it. A time is null until it happened. */
export type Shortage = {
  readonly shortageId: ShortageId;
  readonly allocationId: AllocationId;
  readonly lineId: LineId;
  readonly quantity: number;
  readonly factoryId: FactoryId;
  readonly sku: string;
  readonly supply: Supply;
  /** The buyer has to be told by then: so many working hours after it opened (ML-10). */
  readonly notifyBy: string;
  readonly openedAt: string;
  readonly notifiedAt: string | null;
  readonly missedAt: string | null;
  readonly outcome: ShortageOutcome | null;
  readonly substitute: Substitute | null;
  readonly consentedAt: string | null;
  readonly settledAt: string | null;
  readonly closedAt: string | null;
  readonly closedAs: ShortageEnd | null;
};

/** A number that the channel is to have. */
export type Upload = {
  readonly effectId: string;
  readonly waybillNo: string;
  readonly carrier: string;
  readonly kind: UploadKind;
  /** Who asked last. */
  readonly by: 'AUTOMATIC' | 'PERSON';
  readonly requestedAt: string;
  /** `withdrawn`: what it stood for was taken back before the channel had it. */
  readonly state: 'pending' | 'accepted' | 'failed' | 'ignored' | 'withdrawn';
  /** Not before; null: at once. */
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly UploadAttempt[];
};

/** `code` null: the channel took it. */
export type UploadAttempt = { readonly attempt: number; readonly at: string; readonly code: UploadFailureCode | null; readonly retryable: boolean };

/** Goods of this order that are sent again by another. */
export type Reshipment = { readonly reshipmentId: OrderId; readonly sequence: number; readonly reason: ReshipReason; readonly lines: readonly LineQuantity[]; readonly afterSaleId: AfterSaleId | null; /** Sealed for the order that sends again. */ readonly receiver: SealedReceiver | null; readonly cancelled: boolean };

/** The order whose goods this one sends again. */
export type ReshipmentOf = { readonly originalOrderId: OrderId; readonly originalOrderNo: string; readonly sequence: number; readonly reason: ReshipReason; readonly afterSaleId: AfterSaleId | null };
