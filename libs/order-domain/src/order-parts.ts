import type { PlatformLineQuantity } from './events.js';
import type { AfterSaleId, AllocationId, FactoryId, InterceptId, LineId, ShortageId } from './ids.js';
import type { Substitute } from './shortage-events.js';
import type { Supply } from './stock-ledger.js';
import type { AfterSaleType, ShortageEnd, ShortageOutcome } from './words.js';

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
