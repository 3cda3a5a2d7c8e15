import { unreachable } from '@daifa/decider/decision';
import { v5 as uuidV5 } from 'uuid';
import type { AllocationId, FactoryId } from './ids.js';

/**
 * What a factory has of one SKU (库存) and to which allocations it is promised (预占). The stream is the factory's and the SKU's, not
 * a merchant's: there is one shelf, and everybody's allocations compete for it, so what is free is judged in one place, by the
 * expected revision. A popular SKU has more events than a stream may: its ledger is kept in pages, each its own stream. A full page is
 * closed, and the next one begins with what it ended with.
 */
export type StockEvent =
  /** The shelf was counted: what it says now is true, whatever was promised. `backorderMax` units may be promised beyond it. */
  | { readonly type: 'StockCounted'; readonly factoryId: FactoryId; readonly sku: string; readonly onHand: number; readonly backorderMax: number; readonly supply: Supply; readonly note: string; readonly at: string }
  | { readonly type: 'StockReceived'; readonly quantity: number; readonly note: string; readonly at: string }
  | { readonly type: 'StockReserved'; readonly allocationId: AllocationId; readonly quantity: number; readonly shipBy: string | null; readonly at: string }
  /** Not enough is free: it waits, or what it had was counted away. */
  | { readonly type: 'StockShort'; readonly allocationId: AllocationId; readonly quantity: number; readonly shipBy: string | null; readonly at: string }
  | { readonly type: 'StockReleased'; readonly allocationId: AllocationId; readonly quantity: number; readonly at: string }
  /** It has left. `unbacked`: units of it that the count never had. */
  | { readonly type: 'StockDeducted'; readonly allocationId: AllocationId; readonly quantity: number; readonly unbacked: number; readonly at: string }
  /** The last event of a full page. */
  | { readonly type: 'StockPageClosed'; readonly at: string }
  /** The first events of the next one: everything that still counts. */
  | { readonly type: 'StockCarried'; readonly factoryId: FactoryId; readonly sku: string; readonly onHand: number; readonly backorderMax: number; readonly supply: Supply; readonly at: string }
  | { readonly type: 'StockEntriesCarried'; readonly entries: readonly StockEntry[]; readonly at: string };

/** Who is told of a shortage: production makes it, purchasing buys it (TB-15). */
export type Supply = 'MAKE' | 'BUY';

export type StockEntry = { readonly allocationId: AllocationId; readonly quantity: number; readonly shipBy: string | null; readonly state: 'RESERVED' | 'WAITING' };

export type StockLedger = {
  /** null: nobody has counted; what is allocated is assumed to be there (DXM-08). */
  readonly item: { readonly factoryId: FactoryId; readonly sku: string } | null;
  readonly onHand: number;
  readonly backorderMax: number;
  readonly supply: Supply;
  readonly entries: ReadonlyMap<AllocationId, StockEntry>;
  /** Allocations this page is done with: told again, they stay so. */
  readonly settled: ReadonlySet<AllocationId>;
  /** When its page was closed; null while it is written. */
  readonly closedAt: string | null;
};

export const uncounted: StockLedger = { item: null, onHand: 0, backorderMax: 0, supply: 'MAKE', entries: new Map(), settled: new Set(), closedAt: null };

export const stockEvolution = { initial: uncounted, evolve: evolveStock } as const;

function evolveStock(ledger: StockLedger, event: StockEvent): StockLedger {
  switch (event.type) {
    case 'StockCounted': case 'StockCarried': {
      const { factoryId, sku, onHand, backorderMax, supply } = event;
      return { ...ledger, item: { factoryId, sku }, onHand, backorderMax, supply };
    }
    case 'StockReceived':
      return { ...ledger, onHand: ledger.onHand + event.quantity };
    case 'StockReserved': case 'StockShort': {
      const { allocationId, quantity, shipBy } = event;
      return withEntries(ledger, [{ allocationId, quantity, shipBy, state: event.type === 'StockReserved' ? 'RESERVED' : 'WAITING' }]);
    }
    case 'StockReleased':
      return settled(ledger, event.allocationId);
    case 'StockDeducted':
      return { ...settled(ledger, event.allocationId), onHand: ledger.onHand - (event.quantity - event.unbacked) };
    case 'StockPageClosed':
      return { ...ledger, closedAt: event.at };
    case 'StockEntriesCarried':
      return withEntries(ledger, event.entries);
    default:
      return unreachable(event);
  }
}

function withEntries(ledger: StockLedger, entries: readonly StockEntry[]): StockLedger {
  return { ...ledger, entries: new Map([...ledger.entries, ...entries.map((entry) => [entry.allocationId, entry] as const)]) };
}

function settled(ledger: StockLedger, allocationId: AllocationId): StockLedger {
  const entries = new Map(ledger.entries);
  entries.delete(allocationId);
  return { ...ledger, entries, settled: new Set(ledger.settled).add(allocationId) };
}

export const reservedUnits = ({ entries }: StockLedger): number => units(entries, 'RESERVED');
export const waitingUnits = ({ entries }: StockLedger): number => units(entries, 'WAITING');

function units(entries: StockLedger['entries'], state: StockEntry['state']): number {
  let sum = 0;
  for (const entry of entries.values()) if (entry.state === state) sum += entry.quantity;
  return sum;
}

/** What may still be promised. Below zero only until what was promised too much is taken back after a count. */
export const freeUnits = (ledger: StockLedger): number => ledger.onHand + ledger.backorderMax - reservedUnits(ledger);

/** The factory's id is the namespace. SKU codes are those prices are set by: see priceSkuOf. */
export const stockItemIdOf = (factoryId: FactoryId, sku: string): string => uuidV5(`stock/${sku}`, factoryId);

/** @param page from 0 */
export const stockPageIdOf = (itemId: string, page: number): string => `${itemId}.${page}`;

const PAGE_ID = /^(.+)\.\d+$/;

/** The item a page's id names. */
export const stockItemWithin = (pageId: string): string => PAGE_ID.exec(pageId)?.[1] ?? pageId;
