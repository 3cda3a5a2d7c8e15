import type { LineQuantity, PlatformLineQuantity, SealedReceiver } from './events.js';
import type { AfterSaleId, AllocationId, InterceptId, OrderId } from './ids.js';
import type { AfterSaleType, ReshipReason, UploadFailureCode, UploadKind } from './words.js';

/** Parts of an order that are looked at in few places. */

export type ParkedAfterSale = {
  readonly afterSaleId: AfterSaleId;
  readonly version: number;
  readonly afterSaleType: AfterSaleType;
  readonly platformLines: readonly PlatformLineQuantity[];
  readonly withdrawn: boolean;
};

export type Intercept = {
  readonly interceptId: InterceptId;
  readonly kind: 'STOP' | 'REROUTE';
  readonly allocationIds: readonly AllocationId[];
  readonly waybillNo: string;
  readonly outcome: string | null;
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
