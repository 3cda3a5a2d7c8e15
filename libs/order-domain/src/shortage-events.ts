import type { AllocationId, FactoryId, LineId, ShortageId } from './ids.js';
import type { Supply } from './stock-ledger.js';
import type { DifferenceSettlement, ShortageEnd, ShortageOutcome } from './words.js';

/** What is known of an allocation's stock, and the case that opens where there is not enough. */
export type ShortageEvent =
  /** The factory's ledger has reserved it. */
  | { readonly type: 'StockVerified'; readonly allocationId: AllocationId; readonly at: string }
  /** Not enough at the factory. Customer service tells the buyer by `notifyBy`, which the working calendar of `ruleVersion` gave. */
  | { readonly type: 'ShortageOpened'; readonly shortageId: ShortageId; readonly allocationId: AllocationId; readonly lineId: LineId; readonly quantity: number; readonly factoryId: FactoryId; readonly sku: string; readonly supply: Supply; readonly notifyBy: string; readonly ruleVersion: number; readonly at: string }
  /** The buyer was told, and another product suggested; `note` says what, without personal data. */
  | { readonly type: 'ShortageNotified'; readonly shortageId: ShortageId; readonly note: string; readonly at: string }
  /** Nobody had told the buyer in time. Once for a shortage. */
  | { readonly type: 'ShortageNotifyMissed'; readonly shortageId: ShortageId; readonly notifyBy: string; readonly at: string }
  | { readonly type: 'ShortageDecided'; readonly shortageId: ShortageId; readonly outcome: ShortageOutcome; readonly note: string; readonly at: string }
  | ({ readonly type: 'SubstituteProposed'; readonly shortageId: ShortageId; readonly differenceFen: number; readonly at: string } & SubstituteGoods)
  /** The buyer agreed; `consentRef` says where that can be looked up. Nothing is substituted without it. */
  | { readonly type: 'SubstituteConsented'; readonly shortageId: ShortageId; readonly consentRef: string; readonly at: string }
  /** From here on the line is the substitute, in its whole quantity. */
  | ({ readonly type: 'LineSubstituted'; readonly shortageId: ShortageId; readonly lineId: LineId; readonly at: string } & SubstituteGoods)
  /** `differenceFen`: above 0 the buyer paid more, below 0 he got that back. */
  | { readonly type: 'PriceDifferenceSettled'; readonly shortageId: ShortageId; readonly differenceFen: number; readonly method: DifferenceSettlement; readonly reference: string; readonly at: string }
  | { readonly type: 'ShortageClosed'; readonly shortageId: ShortageId; readonly end: ShortageEnd; readonly at: string };

export type SubstituteGoods = { readonly outSkuSn: string; readonly productSn: string; readonly title: string; readonly spec: string; readonly unitPriceFen: number };

/** With what it costs the buyer more (above 0) or less (below) for the whole line. */
export type Substitute = SubstituteGoods & { readonly differenceFen: number };
