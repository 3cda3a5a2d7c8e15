import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { AllocationId, FactoryId } from './ids.js';
import { freeUnits, type StockEntry, type StockEvent, type StockLedger, type Supply } from './stock-ledger.js';

/** The stock room: a factory counts, and every allocation has its units reserved, released or deducted exactly once (F-ST-03). */

/** Events of one page: half of what a stream may hold, so that the command that fills it always fits. */
export const PAGE_EVENTS_MAX = 1_000;
/** Units of work of one decision; the rest is another one's. */
export const REBALANCED_MAX = 100;
/** A carried entry is some 130 bytes: an event stays below 30 kB. */
const ENTRIES_CARRIED_MAX = 200;

export type StockRefusal =
  | { readonly code: 'STOCK_NOT_COUNTED' }
  | { readonly code: 'STOCK_TOO_MANY'; readonly max: number }
  | { readonly code: 'STOCK_INSUFFICIENT'; readonly allocationId: AllocationId; readonly needed: number; readonly available: number }
  | { readonly code: 'STOCK_NOT_WAITING'; readonly allocationId: AllocationId };

/** More pieces of one SKU are a slip of the keyboard; sums stay far within exact range. */
export const UNITS_MAX = 100_000_000;

export type CountStock = { readonly factoryId: FactoryId; readonly sku: string; readonly onHand: number; readonly backorderMax: number; readonly supply: Supply; readonly note: string; readonly at: string };

/** What is counted already is so already. What is promised too much by it is taken back by `rebalance`. */
export function countStock(command: CountStock, ledger: StockLedger): Decision<StockEvent, StockRefusal> {
  const { onHand, backorderMax, supply } = command;
  if (Math.max(onHand, backorderMax) > UNITS_MAX) return refuse({ code: 'STOCK_TOO_MANY', max: UNITS_MAX });
  const same = ledger.item !== null && ledger.onHand === onHand && ledger.backorderMax === backorderMax && ledger.supply === supply;
  return accept(same ? [] : [{ type: 'StockCounted', ...command }]);
}

/** Goods have come. Each command is one delivery: the caller's key says which is which. */
export function receiveStock({ quantity, note, at }: { readonly quantity: number; readonly note: string; readonly at: string }, ledger: StockLedger): Decision<StockEvent, StockRefusal> {
  if (ledger.item === null) return refuse({ code: 'STOCK_NOT_COUNTED' });
  if (ledger.onHand + quantity > UNITS_MAX) return refuse({ code: 'STOCK_TOO_MANY', max: UNITS_MAX });
  return accept([{ type: 'StockReceived', quantity, note, at }]);
}

export type ReserveStock = { readonly allocationId: AllocationId; readonly quantity: number; readonly shipBy: string | null; readonly at: string };

/** Checks and reserves in one decision (DXM-07). Nothing counted: nothing reserved. Asked again, it is so already. */
export function reserveStock({ allocationId, quantity, shipBy, at }: ReserveStock, ledger: StockLedger): Decision<StockEvent, never> {
  if (ledger.item === null || ledger.entries.has(allocationId) || ledger.settled.has(allocationId)) return accept([]);
  return accept([{ type: freeUnits(ledger) >= quantity ? 'StockReserved' : 'StockShort', allocationId, quantity, shipBy, at }]);
}

/** An allocation was taken back: its units are free, or it waits no more. */
export function releaseStock({ allocationId, at }: { readonly allocationId: AllocationId; readonly at: string }, ledger: StockLedger): Decision<StockEvent, never> {
  const entry = ledger.entries.get(allocationId);
  return accept(entry ? [{ type: 'StockReleased', allocationId, quantity: entry.quantity, at }] : []);
}

/** Its parcel has left (DXM-11). Units that left without being there are told apart, and the count never falls below what it was. */
export function deductStock({ allocationId, at }: { readonly allocationId: AllocationId; readonly at: string }, ledger: StockLedger): Decision<StockEvent, never> {
  const entry = ledger.entries.get(allocationId);
  if (!entry) return accept([]);
  const unbacked = entry.state === 'RESERVED' ? 0 : Math.max(0, entry.quantity - Math.max(0, freeUnits(ledger)));
  return accept([{ type: 'StockDeducted', allocationId, quantity: entry.quantity, unbacked, at }]);
}

/** A person gives what there is to one that waits, whoever waits before it (移入有货, DXM-12). */
export function moveToStock({ allocationId, at }: { readonly allocationId: AllocationId; readonly at: string }, ledger: StockLedger): Decision<StockEvent, StockRefusal> {
  const entry = ledger.entries.get(allocationId);
  if (!entry) return refuse({ code: 'STOCK_NOT_WAITING', allocationId });
  if (entry.state === 'RESERVED') return accept([]);
  const available = Math.max(0, freeUnits(ledger));
  return available >= entry.quantity ? accept([reserved(entry, at)]) : refuse({ code: 'STOCK_INSUFFICIENT', allocationId, needed: entry.quantity, available });
}

/**
 * Puts promises and shelf in agreement: what was promised too much is taken back, the latest ship-by first; what is free goes to
 * those who wait, the earliest ship-by first, each that fits. At most REBALANCED_MAX at once: again until nothing is due.
 */
export function rebalanceStock({ at }: { readonly at: string }, ledger: StockLedger): Decision<StockEvent, never> {
  const entries = [...ledger.entries.values()].sort(byShipBy);
  let free = freeUnits(ledger);
  const events: StockEvent[] = [];
  for (const entry of entries.filter(({ state }) => state === 'RESERVED').reverse()) {
    if (free >= 0 || events.length >= REBALANCED_MAX) break;
    free += entry.quantity;
    events.push({ ...reserved(entry, at), type: 'StockShort' });
  }
  for (const entry of entries.filter(({ state }) => state === 'WAITING')) {
    if (free <= 0 || events.length >= REBALANCED_MAX) break;
    if (entry.quantity > free) continue;
    free -= entry.quantity;
    events.push(reserved(entry, at));
  }
  return accept(events);
}

const reserved = ({ allocationId, quantity, shipBy }: StockEntry, at: string): Extract<StockEvent, { readonly type: 'StockReserved' }> => ({ type: 'StockReserved', allocationId, quantity, shipBy, at });

/** Nobody knows by when: last. Of equal ones, by id, so that everybody sees the same sequence. */
function byShipBy(one: StockEntry, other: StockEntry): number {
  const [a, b] = [one.shipBy ?? '9999', other.shipBy ?? '9999'];
  if (a !== b) return a < b ? -1 : 1;
  return one.allocationId < other.allocationId ? -1 : 1;
}

/** Ends a page. Twice is once. */
export function closeStockPage({ at }: { readonly at: string }, ledger: StockLedger): Decision<StockEvent, never> {
  return accept(ledger.closedAt !== null ? [] : [{ type: 'StockPageClosed', at }]);
}

/** Begins a page with what the one before it ended with. A page that has begun is so already. */
export function carryStock({ from }: { readonly from: StockLedger }, ledger: StockLedger): Decision<StockEvent, never> {
  const { item, onHand, backorderMax, supply, entries, closedAt: at } = from;
  if (item === null || at === null || ledger.item !== null) return accept([]);
  const all = [...entries.values()];
  const chunks = Array.from({ length: Math.ceil(all.length / ENTRIES_CARRIED_MAX) }, (_, n) => all.slice(n * ENTRIES_CARRIED_MAX, (n + 1) * ENTRIES_CARRIED_MAX));
  return accept([{ type: 'StockCarried', ...item, onHand, backorderMax, supply, at }, ...chunks.map((some): StockEvent => ({ type: 'StockEntriesCarried', entries: some, at }))]);
}
