import { accept, refuse, unlessRefused, unreachable, type Decision } from '@daifa/decider/decision';
import type { MerchantId, OrderId } from './ids.js';
import { WAYBILL_REUSE_GAP_MS } from './quarantine.js';

/**
 * A waybill number that somebody typed, in a stream of its own: who uses it, and where carriers saw it. It belongs to no one
 * order – several may travel in one parcel – so what may not be said of it twice is decided here (K1009 of requirements 3.1).
 */

export type WaybillNumberEvent =
  /** `receiverKey` '' where nobody knows the whole receiver; `regionCode` the receiver's district, '' when unknown. */
  | { readonly type: 'WaybillUsed'; readonly orderId: OrderId; readonly merchantId: MerchantId; readonly receiverKey: string; readonly regionCode: string; readonly at: string }
  /** A return was taken back, or never came about. */
  | { readonly type: 'WaybillFreed'; readonly orderId: OrderId; readonly at: string }
  /** A carrier saw it. `regionCode`: the district where, '' when not told. */
  | { readonly type: 'WaybillScanned'; readonly code: string; readonly regionCode: string; readonly scannedAt: string; readonly at: string };

export type WaybillUse = { readonly orderId: OrderId; readonly merchantId: MerchantId; readonly receiverKey: string; readonly regionCode: string; readonly at: string };
type WaybillScan = { readonly code: string; readonly regionCode: string; readonly scannedAt: string };

export type WaybillNumber = {
  readonly uses: readonly WaybillUse[];
  readonly scans: readonly WaybillScan[];
  /** When it was first used or seen, whatever became of that; null: never. */
  readonly firstAt: string | null;
};

export const waybillNumberEvolution = { initial: { uses: [], scans: [], firstAt: null } satisfies WaybillNumber as WaybillNumber, evolve: evolveNumber } as const;

function evolveNumber(number: WaybillNumber, event: WaybillNumberEvent): WaybillNumber {
  switch (event.type) {
    case 'WaybillUsed': {
      const { orderId, merchantId, receiverKey, regionCode, at } = event;
      return { ...number, firstAt: earliest(number.firstAt, at), uses: [...number.uses, { orderId, merchantId, receiverKey, regionCode, at }] };
    }
    case 'WaybillFreed': return { ...number, uses: number.uses.filter(({ orderId }) => orderId !== event.orderId) };
    case 'WaybillScanned': {
      const { code, regionCode, scannedAt } = event;
      return { ...number, firstAt: earliest(number.firstAt, scannedAt), scans: [...number.scans, { code, regionCode, scannedAt }] };
    }
    default: return unreachable(event);
  }
}

const earliest = (one: string | null, other: string): string => (one !== null && one < other ? one : other);

export type UseWaybill = Omit<WaybillUse, 'at'> & {
  readonly waybillNo: string;
  /** null: paid on delivery, or nobody knows when. */
  readonly paidAt: string | null;
  readonly at: string;
};

export type WaybillUseRefusal = {
  readonly code: 'WAYBILL_USED_BY_OTHER' | 'WAYBILL_MULTI_ADDRESS' | 'WAYBILL_REUSE_GAP' | 'WAYBILL_PICKUP_BEFORE_PAYMENT' | 'WAYBILL_ALREADY_SIGNED_ELSEWHERE';
  readonly waybillNo: string;
};

type Rule = (command: UseWaybill, number: WaybillNumber) => boolean;

/** Each rule with its own code: what K1009 says of a number beyond its own order. */
const RULES: Readonly<Record<WaybillUseRefusal['code'], Rule>> = {
  WAYBILL_USED_BY_OTHER: ({ merchantId }, { uses }) => uses.some((use) => use.merchantId !== merchantId),
  WAYBILL_MULTI_ADDRESS: (command, { uses }) => uses.some((use) => use.merchantId === command.merchantId && !sameReceiver(use, command)),
  WAYBILL_REUSE_GAP: ({ at }, { firstAt }) => firstAt !== null && Date.parse(at) - Date.parse(firstAt) > WAYBILL_REUSE_GAP_MS,
  WAYBILL_PICKUP_BEFORE_PAYMENT: ({ paidAt }, { scans }) => paidAt !== null && scans.some(({ scannedAt }) => scannedAt < paidAt),
  WAYBILL_ALREADY_SIGNED_ELSEWHERE: ({ regionCode }, { scans }) => scans.some((scan) => isDelivery(scan.code) && scan.regionCode !== '' && regionCode !== '' && scan.regionCode !== regionCode),
};

/** Merged parcels have one receiver, by the keyed hash; where nobody knows one of the two, only a district known to be the same will do. */
export function sameReceiver(one: Pick<WaybillUse, 'receiverKey' | 'regionCode'>, other: Pick<WaybillUse, 'receiverKey' | 'regionCode'>): boolean {
  return one.receiverKey !== '' && other.receiverKey !== '' ? one.receiverKey === other.receiverKey : one.regionCode !== '' && one.regionCode === other.regionCode;
}

const isDelivery = (code: string): boolean => code === 'DELIVERED' || code === 'SIGNED';

/** An order uses the number for its parcel, alone or merged with orders of the same merchant and receiver. Again it is so already. */
export function useWaybill(command: UseWaybill, number: WaybillNumber): Decision<WaybillNumberEvent, WaybillUseRefusal> {
  const { waybillNo, orderId, merchantId, receiverKey, regionCode, at } = command;
  if (number.uses.some((use) => use.orderId === orderId)) return accept([]);
  const refusals = Object.entries(RULES).flatMap(([code, isBroken]) => (isCode(code) && isBroken(command, number) ? [{ code, waybillNo }] : []));
  return unlessRefused(refusals, () => [{ type: 'WaybillUsed', orderId, merchantId, receiverKey, regionCode, at }]);
}

const isCode = (text: string): text is WaybillUseRefusal['code'] => Object.hasOwn(RULES, text);

export function freeWaybill({ orderId, at }: { readonly orderId: OrderId; readonly at: string }, { uses }: WaybillNumber): Decision<WaybillNumberEvent, never> {
  return accept(uses.some((use) => use.orderId === orderId) ? [{ type: 'WaybillFreed', orderId, at }] : []);
}

/** Scans remembered of one number; a parcel has some twenty. */
export const SCANS_MAX = 200;

/** What a carrier tells of it, told again it is so already. @returns refused once somebody tells more than any parcel has */
export function scanWaybill({ code, regionCode, scannedAt, at }: WaybillScan & { readonly at: string }, { scans }: WaybillNumber): Decision<WaybillNumberEvent, { readonly code: 'RATE_LIMITED' }> {
  if (scans.some((scan) => scan.code === code && scan.scannedAt === scannedAt)) return accept([]);
  return scans.length >= SCANS_MAX ? refuse({ code: 'RATE_LIMITED' }) : accept([{ type: 'WaybillScanned', code, regionCode, scannedAt, at }]);
}
