/**
 * A carrier's e-waybill service as everything above sees it. Each purchase has a request id that the buyer chose and keeps
 * (the label's id), and the carrier knows a purchase by it for ever: that is what makes "never a second number" possible.
 * Every adapter runs the same contract suite (contract.ts).
 */
export interface Carrier {
  /**
   * Tells the carrier what is to be sent. Nothing is bought yet. The same request id again gives the same id, whatever the request
   * says then: the first counts.
   *
   * @throws CarrierUnavailable whether it happened is unknown: query
   * @throws CarrierRefused it did not happen, and asking the same again is no use
   */
  precreate(requestId: string, request: ParcelRequest): Promise<Precreated>;
  /**
   * Buys the number: the one step that costs. The same precreate id again gives the same number for ever, and is not counted twice.
   *
   * @throws CarrierUnavailable whether it was bought is unknown: query
   * @throws CarrierRefused it was not bought
   */
  create(precreateId: string): Promise<WaybillNumber>;
  /** What became of a purchase. Changes nothing, can be asked at any time. @throws CarrierUnavailable */
  query(requestId: string): Promise<Purchased>;
  /**
   * Gives a number back before the parcel is picked up, by the request it was bought with. After an answer that was lost, ask again:
   * `already-voided` then says that it had worked.
   *
   * @throws CarrierUnavailable whether it was voided is unknown: ask again
   */
  void(waybillNo: string, requestId: string): Promise<VoidOutcome>;
}

/** An adapter waits at most this long for the carrier's answer, then it throws CarrierUnavailable. */
export const ANSWER_MS_MAX = 10_000;

/** What the carrier has to know to sort and deliver a parcel. Lives in memory only: no adapter may store or log it. */
export type ParcelRequest = {
  readonly receiver: Party;
  readonly sender: Party;
  /** The receiver's district, six digits (GB/T 2260), '' when unknown. */
  readonly regionCode: string;
  /** What is inside, without personal data. At most 200 characters. */
  readonly goods: string;
  /** Whole grams, from 1. */
  readonly weightGrams: number;
};

/** `address` is whole: province to door. */
export type Party = { readonly name: string; readonly phone: string; readonly address: string };

export type Precreated = { readonly precreateId: string };

/** A number and what the label needs beside it (三段码, 集包地, 大头笔). */
export type WaybillNumber = { readonly waybillNo: string; readonly sortCode: string; readonly packageCenter: string; readonly markDestination: string };

export type Purchased =
  /** The carrier never heard of it. */
  | { readonly state: 'unknown' }
  | { readonly state: 'precreated'; readonly precreateId: string }
  | { readonly state: 'created'; readonly precreateId: string; readonly number: WaybillNumber }
  | { readonly state: 'voided'; readonly precreateId: string; readonly number: WaybillNumber };

/**
 * - `too-late`: the parcel was picked up; `already-used`: the number travels already, or belongs to another purchase;
 * - `ratio-exceeded`: too large a share of this account's numbers was voided; the number can still serve the same order;
 * - `contact-carrier`: a person has to call.
 */
export type VoidOutcome = 'voided' | 'already-voided' | 'too-late' | 'already-used' | 'ratio-exceeded' | 'contact-carrier';

/** `request-unknown`: no such precreate id. */
export type RefusedReason = 'balance-empty' | 'address-unreachable' | 'goods-forbidden' | 'request-unknown' | 'voided';

/** The carrier did not answer: whether the effect happened is unknown. Never do it again blindly: query by the request id. */
export class CarrierUnavailable extends Error {
  override readonly name = 'CarrierUnavailable';
}

/** The carrier said no, and nothing happened. */
export class CarrierRefused extends Error {
  override readonly name = 'CarrierRefused';
  constructor(readonly reason: RefusedReason) {
    super(`the carrier refused: ${reason}`);
  }
}
