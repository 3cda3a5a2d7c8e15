import type { PlatformLineQuantity } from './events.js';
import type { AfterSaleId, AllocationId, InterceptId } from './ids.js';
import type { AfterSaleType, HoldType } from './words.js';

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

/** What the order's deadlines are made of. Instants are ISO 8601 UTC. */
export type OrderTimes = {
  readonly paidAt: string | null;
  /** When customer service confirmed a payment on delivery. */
  readonly confirmedAt: string | null;
  /** null while there is none: not paid yet, or nobody knows when. */
  readonly clock: ShipClock | null;
};

export type ShipClock = {
  readonly shipBy: string;
  readonly rule: string;
  readonly basisAt: string | null;
  /** The rules it was set by: those in force when it was first set, for the whole life of the order. */
  readonly ruleVersion: number;
  readonly pausesOn: readonly HoldType[];
};

export const noTimes: OrderTimes = { paidAt: null, confirmedAt: null, clock: null };
