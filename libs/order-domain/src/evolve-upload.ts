import { unreachable } from '@daifa/decider/decision';
import type { ReshipmentEvent, UploadEvent } from './events.js';
import type { Upload } from './order-parts.js';
import type { Order } from './order.js';

/** What the channel was told of numbers: a part of `evolve`. */
export function evolveUpload(order: Order, event: UploadEvent): Order {
  switch (event.type) {
    case 'ShipUploadRequested': {
      const { effectId, waybillNo, carrier, kind, by, at } = event;
      const asked = { effectId, waybillNo, carrier, kind, by, requestedAt: at, state: 'pending', nextAttemptAt: null } as const;
      const isKnown = order.uploads.some((upload) => upload.waybillNo === waybillNo);
      return isKnown ? withUpload(order, waybillNo, (upload) => ({ ...upload, ...asked })) : { ...order, uploads: [...order.uploads, { ...asked, attempts: [] }] };
    }
    case 'ShipUploaded':
      return withUpload(order, event.waybillNo, (upload) => ({ ...upload, state: 'accepted', nextAttemptAt: null, attempts: [...upload.attempts, { attempt: event.attempt, at: event.at, code: null, retryable: false }] }));
    case 'ShipUploadFailed': {
      const { attempt, at, code, retryable, nextAttemptAt } = event;
      return withUpload(order, event.waybillNo, (upload) => ({ ...upload, state: nextAttemptAt === null ? 'failed' : 'pending', nextAttemptAt, attempts: [...upload.attempts, { attempt, at, code, retryable }] }));
    }
    case 'ShipFailureIgnored':
      return withUpload(order, event.waybillNo, (upload) => ({ ...upload, state: 'ignored', nextAttemptAt: null }));
    default:
      return unreachable(event);
  }
}

function withUpload(order: Order, waybillNo: string, change: (upload: Upload) => Upload): Order {
  return { ...order, uploads: order.uploads.map((upload) => (upload.waybillNo === waybillNo ? change(upload) : upload)) };
}

/** What is sent again, on both orders. */
export function evolveReshipment(order: Order, event: ReshipmentEvent): Order {
  switch (event.type) {
    case 'ReshipmentCreated': {
      const { reshipmentId, sequence, reason, lines, afterSaleId, receivers } = event;
      return { ...order, reshipments: [...order.reshipments, { reshipmentId, sequence, reason, lines, afterSaleId, receiver: receivers[0] ?? null, cancelled: false }] };
    }
    case 'ReshipmentCancelled':
      return { ...order, reshipments: order.reshipments.map((one) => (one.reshipmentId === event.reshipmentId ? { ...one, cancelled: true } : one)) };
    case 'ReshipmentLinked': {
      const { originalOrderId, originalOrderNo, sequence, reason, afterSaleId } = event;
      return { ...order, reshipmentOf: { originalOrderId, originalOrderNo, sequence, reason, afterSaleId } };
    }
    default:
      return unreachable(event);
  }
}
