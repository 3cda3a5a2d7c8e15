import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { isOwnedBy } from './guards.js';
import { numberedIdOf, orderIdWithin, type MerchantId } from './ids.js';
import type { Upload } from './order-parts.js';
import type { Allocation, Order } from './order.js';
import type { Refusal } from './refusals.js';
import type { UploadFailureCode, UploadKind } from './words.js';

/**
 * The uploading room: the channel is told the numbers of what was shipped. Each number is one effect on the outside world
 * with one id; what the channel said to each attempt is recorded here, and what is due is read off it.
 */

export type ToldParcel = { readonly allocation: Allocation; readonly waybillNo: string; readonly carrier: string };

/**
 * What the channel is told by itself of parcels that leave. Of the goods that are sent again it is told the first number of
 * the first reshipment, and no other (RS-05): the others wait for a person (RS-06).
 */
export function automaticUploads(order: Order, parcels: readonly ToldParcel[], at: string): readonly OrderEvent[] {
  if (order.reshipmentOf === null) return uploadsFor(order, parcels, 'SHIP', at);
  return order.reshipmentOf.sequence === 1 && order.uploads.length === 0 ? uploadsFor(order, parcels.slice(0, 1), 'RESHIP', at) : [];
}

/** Numbers the channel does not have yet and was not asked to take yet; one each. */
function uploadsFor(order: Order, parcels: readonly ToldParcel[], kind: UploadKind, at: string): readonly OrderEvent[] {
  const fresh = parcels.filter(({ waybillNo }) => waybillNo !== '' && !order.uploads.some((upload) => upload.waybillNo === waybillNo && upload.state !== 'withdrawn'));
  return fresh.flatMap(({ allocation, waybillNo, carrier }, n): OrderEvent[] => {
    const orderId = orderIdWithin(allocation.allocationId);
    const known = order.uploads.find((upload) => upload.waybillNo === waybillNo);
    if (orderId === null) return [];
    return [{ type: 'ShipUploadRequested', effectId: known?.effectId ?? numberedIdOf(orderId, 'U', order.uploads.length + 1 + n), waybillNo, carrier, kind, by: 'AUTOMATIC', at }];
  });
}

/** What the channel is to be told now, in the sequence it was asked for. */
export function uploadsDue(order: Order, now: string): readonly Upload[] {
  return order.uploads.filter(({ state, nextAttemptAt }) => state === 'pending' && (nextAttemptAt === null || nextAttemptAt <= now));
}

/** When something is due that is not due yet; null: nothing will be. */
export function nextUploadAt(order: Order): string | null {
  return order.uploads.flatMap(({ state, nextAttemptAt }) => (state === 'pending' && nextAttemptAt !== null ? [nextAttemptAt] : [])).sort()[0] ?? null;
}

export type UploadOutcome = { readonly kind: 'accepted' } | { readonly kind: 'failed'; readonly code: UploadFailureCode; readonly retryable: boolean; readonly nextAttemptAt: string | null };

export type RecordUpload = { readonly waybillNo: string; /** Counted from 1: two who made the same attempt record it once. */ readonly attempt: number; readonly outcome: UploadOutcome; readonly at: string };

/** What an attempt came to. That the channel has the number is news whoever finds it out, and however late. */
export function recordUpload({ waybillNo, attempt, outcome, at }: RecordUpload, order: Order): Decision<OrderEvent, Refusal> {
  const upload = order.uploads.find((one) => one.waybillNo === waybillNo);
  if (!upload) return refuse({ code: 'UPLOAD_NOT_FOUND', waybillNo });
  const { effectId, state, attempts } = upload;
  if (state === 'accepted') return accept([]);
  if (outcome.kind === 'accepted') return accept([{ type: 'ShipUploaded', effectId, waybillNo, attempt: attempts.length + 1, at }]);
  if (state !== 'pending' || attempts.length >= attempt) return accept([]);
  const { code, retryable, nextAttemptAt } = outcome;
  return accept([{ type: 'ShipUploadFailed', effectId, waybillNo, attempt, code, retryable, nextAttemptAt, at }]);
}

export type RetryUpload = { readonly merchantId: MerchantId; readonly waybillNo: string; readonly at: string };

/** Ship again (DXM-15): a new attempt for the same number, after what was wrong was mended. */
export function retryUpload({ merchantId, waybillNo, at }: RetryUpload, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const upload = order.uploads.find((one) => one.waybillNo === waybillNo);
  if (!upload) return refuse({ code: 'UPLOAD_NOT_FOUND', waybillNo });
  const { effectId, carrier, kind, state, nextAttemptAt } = upload;
  if (state === 'accepted' || state === 'withdrawn') return refuse({ code: 'UPLOAD_NOT_FAILED', waybillNo, state });
  if (state === 'pending' && nextAttemptAt === null) return accept([]);
  return accept([{ type: 'ShipUploadRequested', effectId, waybillNo, carrier, kind, by: 'PERSON', at }]);
}

/** Numbers of goods sent again that only a person may tell (RS-06), in the sequence they left. */
export function awaitingPerson(order: Order): readonly ToldParcel[] {
  if (order.reshipmentOf === null) return [];
  const sent = order.allocations.flatMap((allocation): readonly ToldParcel[] => (allocation.state.kind === 'shipped' ? [{ allocation, waybillNo: allocation.state.waybillNo, carrier: allocation.state.carrier }] : []));
  return sent.filter(({ waybillNo }, n) => sent.findIndex((one) => one.waybillNo === waybillNo) === n && !order.uploads.some((upload) => upload.waybillNo === waybillNo));
}

/** A person has the channel told the number of goods sent again; told before, it is so already. */
export function uploadByHand({ merchantId, waybillNo, at }: RetryUpload, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, merchantId) || order.reshipmentOf === null) return refuse({ code: 'RESHIPMENT_NOT_FOUND' });
  if (order.uploads.some((upload) => upload.waybillNo === waybillNo)) return accept([]);
  const parcel = awaitingPerson(order).find((one) => one.waybillNo === waybillNo);
  if (!parcel) return refuse({ code: 'UPLOAD_NOT_FOUND', waybillNo });
  return accept(uploadsFor(order, [parcel], 'RESHIP', at).map((event) => (event.type === 'ShipUploadRequested' ? { ...event, by: 'PERSON' as const } : event)));
}

export type IgnoreFailure = RetryUpload & { /** Who it was, as the trail names people. */ readonly by: string; readonly reason: string };

/** Clears the mark of a failure (DXM-14), one that would be tried again too. The failure itself stays in the history. */
export function ignoreFailure({ merchantId, waybillNo, by, reason, at }: IgnoreFailure, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const upload = order.uploads.find((one) => one.waybillNo === waybillNo);
  if (!upload) return refuse({ code: 'UPLOAD_NOT_FOUND', waybillNo });
  const { effectId, state, attempts } = upload;
  if (state === 'ignored') return accept([]);
  const last = attempts.at(-1);
  if (state === 'accepted' || state === 'withdrawn' || !last || last.code === null) return refuse({ code: 'UPLOAD_NOT_FAILED', waybillNo, state });
  return accept([{ type: 'ShipFailureIgnored', effectId, waybillNo, attempt: last.attempt, by, reason, at }]);
}

export type UploadStatus = 'PENDING' | 'ACCEPTED' | 'FAILED' | 'IGNORED' | 'WITHDRAWN';

/** The word a list shows (requirements 7.2): failed also while it is tried again. */
export function uploadStatus({ state, attempts }: Upload): UploadStatus {
  if (state === 'pending') return attempts.length > 0 && attempts.at(-1)?.code !== null ? 'FAILED' : 'PENDING';
  return ({ accepted: 'ACCEPTED', failed: 'FAILED', ignored: 'IGNORED', withdrawn: 'WITHDRAWN' } as const)[state];
}
