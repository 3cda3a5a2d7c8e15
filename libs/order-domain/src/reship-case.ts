import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { AfterSaleCase, CaseEvent } from './case.js';
import type { LineQuantity, SealedReceiver } from './events.js';
import type { AfterSaleId, MerchantId, OrderId } from './ids.js';
import type { ReshipReason } from './words.js';

/**
 * The room of 补寄: a buyer asks, may change his mind or call for the platform while the merchant has not agreed; what is agreed
 * is sent by a reshipment; the buyer's receipt closes the case, once. `OPENED → AGREED → RESHIPPED → CONFIRMED → CLOSED`,
 * `REJECTED`, `WITHDRAWN`, `IN_ARBITRATION` from any open state (requirements 7.3).
 */
export type CaseRefusal =
  | { readonly code: 'AFTERSALE_NOT_FOUND' }
  | { readonly code: 'AFTERSALE_INVALID'; readonly missing: string }
  | { readonly code: 'AFTERSALE_CLOSED'; readonly state: string }
  | { readonly code: 'AFTERSALE_VERSION_CHANGED'; readonly version: number }
  | { readonly code: 'AFTERSALE_IN_ARBITRATION' }
  | { readonly code: 'RESHIP_NOT_SHIPPED'; readonly state: string };

type Answer = Decision<CaseEvent, CaseRefusal>;

export type ReshipForm = { readonly reason: ReshipReason; readonly lines: readonly LineQuantity[]; readonly receiver: SealedReceiver; readonly description: string; readonly at: string };

export type RequestReship = ReshipForm & { readonly afterSaleId: AfterSaleId; readonly merchantId: MerchantId; readonly orderId: OrderId; readonly origin: 'CONSUMER' | 'PLATFORM_CS' };

/** Reason, goods and address have to be given (RS-08). The same case again is so already. */
export function requestReship(command: RequestReship, known: AfterSaleCase): Answer {
  if (known.afterSaleId !== null) return accept([]);
  const missing = incomplete(command);
  return missing ? refuse({ code: 'AFTERSALE_INVALID', missing }) : accept([{ type: 'ReshipRequested', ...command, version: 1 }]);
}

function incomplete({ lines, receiver, description }: ReshipForm): string | null {
  if (lines.length === 0) return 'lines';
  if (description.trim() === '') return 'description';
  return receiver.sealed.address === null || receiver.sealed.name === null || receiver.sealed.phone === null ? 'receiver' : null;
}

/** While the merchant has not agreed (RS-09). */
export function modifyReship(command: ReshipForm, known: AfterSaleCase): Answer {
  const closed = notWaiting(known);
  if (closed) return refuse(closed);
  const missing = incomplete(command);
  if (missing) return refuse({ code: 'AFTERSALE_INVALID', missing });
  return accept(isSame(command, known) ? [] : [{ type: 'ReshipRequestModified', ...command, version: known.version + 1 }]);
}

function isSame({ reason, lines, receiver, description }: ReshipForm, known: AfterSaleCase): boolean {
  return known.reship !== null && known.reship.reason === reason && known.reship.description === description && JSON.stringify(known.lines) === JSON.stringify(lines) && known.reship.receiver.receiverKey === receiver.receiverKey;
}

/** The buyer has to be waiting for the merchant; undefined when he is. */
function notWaiting({ reship, state }: AfterSaleCase): CaseRefusal | undefined {
  if (reship === null) return { code: 'AFTERSALE_NOT_FOUND' };
  if (state === 'IN_ARBITRATION') return { code: 'AFTERSALE_IN_ARBITRATION' };
  return state === 'OPENED' ? undefined : { code: 'AFTERSALE_CLOSED', state };
}

export type Judge = { /** The version that was seen: what was changed since is not agreed to. */ readonly version: number; readonly at: string };

/** Agrees to what was seen, and names the order that will send it. Agreed before, it is so already. */
export function agreeReship({ version, reshipmentId, at }: Judge & { readonly reshipmentId: OrderId }, known: AfterSaleCase): Answer {
  if (known.state === 'AGREED' && known.reship?.reshipmentId === reshipmentId) return accept([]);
  const closed = notWaiting(known) ?? outdated(version, known);
  return closed ? refuse(closed) : accept([{ type: 'AfterSaleAgreed', reshipmentId, by: 'MERCHANT', version: known.version + 1, at }]);
}

export function rejectReship({ version, reason, at }: Judge & { readonly reason: string }, known: AfterSaleCase): Answer {
  if (known.state === 'REJECTED') return accept([]);
  const closed = notWaiting(known) ?? outdated(version, known);
  return closed ? refuse(closed) : accept([{ type: 'AfterSaleRejected', by: 'MERCHANT', reason, version: known.version + 1, at }]);
}

const outdated = (seen: number, { version }: AfterSaleCase): CaseRefusal | undefined => (seen === version ? undefined : { code: 'AFTERSALE_VERSION_CHANGED', version });

type Now = { readonly at: string };

/** As long as nothing has left; what was agreed is not sent then, which is decided on its own stream first. */
export function withdrawReship({ at }: Now, known: AfterSaleCase): Answer {
  if (known.reship === null) return refuse({ code: 'AFTERSALE_NOT_FOUND' });
  if (known.state === 'WITHDRAWN') return accept([]);
  if (known.state !== 'OPENED' && known.state !== 'AGREED' && known.state !== 'IN_ARBITRATION') return refuse({ code: 'AFTERSALE_CLOSED', state: known.state });
  return accept([{ type: 'AfterSaleWithdrawn', version: known.version + 1, at }]);
}

/** The platform steps in (平台介入): from here on the merchant waits. What he refused may be judged too. */
export function arbitrateReship({ at }: Now, known: AfterSaleCase): Answer {
  if (known.reship === null) return refuse({ code: 'AFTERSALE_NOT_FOUND' });
  if (known.state === 'IN_ARBITRATION') return accept([]);
  if (known.state !== 'OPENED' && known.state !== 'REJECTED') return refuse({ code: 'AFTERSALE_CLOSED', state: known.state });
  return accept([{ type: 'ArbitrationStarted', version: known.version + 1, at }]);
}

/** The platform's word, with what follows from it in the same append. */
export function ruleReship({ ruling, reshipmentId, note, at }: Now & { readonly ruling: 'AGREE' | 'REJECT'; readonly reshipmentId: OrderId; readonly note: string }, known: AfterSaleCase): Answer {
  if (known.reship === null) return refuse({ code: 'AFTERSALE_NOT_FOUND' });
  if (ruling === 'AGREE' ? known.state === 'AGREED' : known.state === 'REJECTED') return accept([]);
  if (known.state !== 'IN_ARBITRATION') return refuse({ code: 'AFTERSALE_CLOSED', state: known.state });
  const [decided, then] = [known.version + 1, known.version + 2];
  return accept([
    { type: 'ArbitrationDecided', ruling, note, version: decided, at },
    ruling === 'AGREE' ? { type: 'AfterSaleAgreed', reshipmentId, by: 'PLATFORM', version: then, at } : { type: 'AfterSaleRejected', by: 'PLATFORM', reason: note, version: then, at },
  ]);
}

/** What was agreed has left: told by the order that sends it. */
export function recordReshipped({ waybillNo, at }: Now & { readonly waybillNo: string }, known: AfterSaleCase): Answer {
  return accept(known.state === 'AGREED' ? [{ type: 'ReshipShipped', waybillNo, version: known.version + 1, at }] : []);
}

/** The buyer has it: the case is closed in the same append, once (RS-11). */
export function confirmReship({ at }: Now, known: AfterSaleCase): Answer {
  if (known.reship === null) return refuse({ code: 'AFTERSALE_NOT_FOUND' });
  if (known.state === 'CLOSED') return accept([]);
  if (known.state === 'OPENED' || known.state === 'AGREED' || known.state === 'IN_ARBITRATION') return refuse({ code: 'RESHIP_NOT_SHIPPED', state: known.state });
  if (known.state !== 'RESHIPPED') return refuse({ code: 'AFTERSALE_CLOSED', state: known.state });
  return accept([{ type: 'ReshipConfirmed', version: known.version + 1, at }, { type: 'AfterSaleClosed', refunded: [], note: 'RESHIP_CONFIRMED', version: known.version + 2, at }]);
}
