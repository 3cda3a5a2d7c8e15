import { accept, refuse, unlessRefused, type Decision } from '@daifa/decider/decision';
import type { FactoryId } from './ids.js';
import { priceFenOf, PRICE_FEN_MAX } from './money.js';
import { priceAt, type PricedItem, type PriceEvent, type PriceList } from './price-list.js';

/** The price room: a factory says what its goods cost. */

export type SetSettlementPrice = {
  readonly factoryId: FactoryId;
  readonly item: PricedItem;
  readonly sku: string;
  /** As it came from outside: judged here. */
  readonly priceFen: unknown;
  /** null: from now on. */
  readonly effectiveFrom: string | null;
  readonly at: string;
};

export type PriceRefusal =
  | { readonly code: 'PRICE_INVALID'; readonly sku: string; readonly maxFen: number }
  | { readonly code: 'PRICE_PAST_FIXED'; readonly sku: string; readonly effectiveFrom: string; readonly priceFen: number | null };

/**
 * Sets a price from an instant on. The past is fixed where it had a price; a time that had none may still be given one, so that
 * lines allocated without a price can be settled. The price that is valid then already is so already.
 */
export function setSettlementPrice(command: SetSettlementPrice, list: PriceList): Decision<PriceEvent, PriceRefusal> {
  const { factoryId, item, sku, at } = command;
  const effectiveFrom = command.effectiveFrom ?? at;
  const priceFen = priceFenOf(command.priceFen);
  if (priceFen === null) return refuse({ code: 'PRICE_INVALID', sku, maxFen: PRICE_FEN_MAX });
  const valid = priceAt(list, effectiveFrom);
  if (valid === priceFen) return accept([]);
  return unlessRefused(effectiveFrom < at && valid !== null ? [{ code: 'PRICE_PAST_FIXED', sku, effectiveFrom, priceFen: valid }] : [], () => [
    { type: 'SettlementPriceSet', factoryId, item, sku, priceFen, effectiveFrom, at },
  ]);
}

export type WithdrawSettlementPrice = Omit<SetSettlementPrice, 'priceFen'>;

/** Ends a price from an instant on, never in the past. Where none is valid then, it is so already. */
export function withdrawSettlementPrice(command: WithdrawSettlementPrice, list: PriceList): Decision<PriceEvent, PriceRefusal> {
  const { factoryId, item, sku, at } = command;
  const effectiveFrom = command.effectiveFrom ?? at;
  const valid = priceAt(list, effectiveFrom);
  if (valid === null) return accept([]);
  if (effectiveFrom < at) return refuse({ code: 'PRICE_PAST_FIXED', sku, effectiveFrom, priceFen: valid });
  return accept([{ type: 'SettlementPriceWithdrawn', factoryId, item, sku, effectiveFrom, at }]);
}
