import { unreachable } from '@daifa/decider/decision';
import type { Timers } from '@daifa/ports/ports';
import { CarrierRefused, CarrierUnavailable, type Carrier, type ParcelRequest, type RefusedReason, type WaybillNumber } from './carrier.js';

/** What is known of a purchase when we stop asking. `not-yet-known`: ask again later with the same request id. */
export type Purchase =
  | { readonly kind: 'bought'; readonly number: WaybillNumber }
  | { readonly kind: 'refused'; readonly reason: RefusedReason }
  | { readonly kind: 'not-yet-known' };

export type PurchaseOptions = {
  readonly timers: Timers;
  /** 1 to 10; a lost reply is resolved by the second, a carrier that is down is left to the caller's retry. */
  readonly attemptsMax?: number;
  /** Stops between two attempts. */
  readonly signal?: AbortSignal;
};

const ATTEMPTS_MAX = 3;
const FIRST_WAIT_MS = 100;

/**
 * Buys one number for a request id, however often it is called and wherever it or its caller breaks off (F-EW-05). Every
 * attempt begins by asking what is known, and does only the step that is missing; an unknown outcome is never simply done again.
 *
 * @throws what is neither CarrierUnavailable nor CarrierRefused: an adapter's mistake
 */
export async function purchase(carrier: Carrier, requestId: string, request: ParcelRequest, options: PurchaseOptions): Promise<Purchase> {
  const { timers, attemptsMax = ATTEMPTS_MAX, signal } = options;
  for (let attempt = 1; attempt <= attemptsMax && !signal?.aborted; attempt += 1) {
    try {
      return await advance(carrier, requestId, request);
    } catch (error) {
      if (error instanceof CarrierRefused) return { kind: 'refused', reason: error.reason };
      if (!(error instanceof CarrierUnavailable)) throw error;
      if (attempt < attemptsMax) await timers.sleep(FIRST_WAIT_MS * 2 ** (attempt - 1), signal);
    }
  }
  return { kind: 'not-yet-known' };
}

async function advance(carrier: Carrier, requestId: string, request: ParcelRequest): Promise<Purchase> {
  const known = await carrier.query(requestId);
  switch (known.state) {
    case 'unknown': {
      const { precreateId } = await carrier.precreate(requestId, request);
      return { kind: 'bought', number: await carrier.create(precreateId) };
    }
    case 'precreated':
      return { kind: 'bought', number: await carrier.create(known.precreateId) };
    case 'created':
      return { kind: 'bought', number: known.number };
    case 'voided':
      return { kind: 'refused', reason: 'voided' };
    default:
      return unreachable(known);
  }
}
