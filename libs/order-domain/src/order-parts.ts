import type { PlatformLineQuantity } from './events.js';
import type { AfterSaleId, AllocationId, InterceptId } from './ids.js';
import type { AfterSaleType } from './words.js';

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
