import { unreachable } from '@daifa/decider/decision';
import type { StockEntry } from '@daifa/order-domain/stock-ledger';
import type { StockRecord } from '@daifa/order-store/orders';
import type { EntityManager } from 'typeorm';

/** The rows of shelves and of what is promised from them. */

type Shelf = { readonly item_id: string; readonly factory_id: string; readonly sku: string; readonly on_hand: number; readonly backorder_max: number; readonly supply: string; readonly changed_at: string };
type Entry = Pick<StockEntry, 'allocationId' | 'quantity' | 'shipBy' | 'state'>;

/** What a page does: shelves as they are after it, entries to be written (null: gone). */
export async function writeStock(manager: EntityManager, records: readonly StockRecord[]): Promise<void> {
  const known: readonly Shelf[] = await manager.query('select item_id, factory_id, sku, on_hand, backorder_max, supply, changed_at from factory.stock_row where item_id = any($1)', [[...new Set(records.map(({ itemId }) => itemId))]]);
  const shelves = new Map(known.map((shelf) => [shelf.item_id, shelf]));
  const entries = new Map<string, readonly [string, Entry | null]>();
  for (const record of records) {
    const shelf = shelfAfter(shelves.get(record.itemId), record);
    if (shelf) shelves.set(record.itemId, shelf);
    const { event, itemId } = record;
    if (event.type === 'StockReserved' || event.type === 'StockShort') entries.set(event.allocationId, [itemId, { ...event, state: event.type === 'StockReserved' ? 'RESERVED' : 'WAITING' }]);
    if (event.type === 'StockReleased' || event.type === 'StockDeducted') entries.set(event.allocationId, [itemId, null]);
  }
  await upsertShelves(manager, [...shelves.values()]);
  await writeEntries(manager, entries);
}

/** What is carried to a next page is what was there. */
function shelfAfter(shelf: Shelf | undefined, { event, itemId }: StockRecord): Shelf | undefined {
  switch (event.type) {
    case 'StockCounted': {
      const { factoryId, sku, onHand, backorderMax, supply, at } = event;
      return { item_id: itemId, factory_id: factoryId, sku, on_hand: onHand, backorder_max: backorderMax, supply, changed_at: at };
    }
    case 'StockReceived': return shelf && { ...shelf, on_hand: shelf.on_hand + event.quantity, changed_at: event.at };
    case 'StockDeducted': return shelf && { ...shelf, on_hand: shelf.on_hand - (event.quantity - event.unbacked), changed_at: event.at };
    case 'StockReserved': case 'StockShort': case 'StockReleased': case 'StockPageClosed': case 'StockCarried': case 'StockEntriesCarried': return shelf;
    default: return unreachable(event);
  }
}

async function upsertShelves(manager: EntityManager, rows: readonly Shelf[]): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `insert into factory.stock_row (item_id, factory_id, sku, on_hand, backorder_max, supply, changed_at)
     select * from json_to_recordset($1::json) as r(item_id uuid, factory_id uuid, sku text, on_hand integer, backorder_max integer, supply text, changed_at timestamptz)
     on conflict (item_id) do update set on_hand = excluded.on_hand, backorder_max = excluded.backorder_max, supply = excluded.supply, changed_at = excluded.changed_at`,
    [JSON.stringify(rows)],
  );
}

async function writeEntries(manager: EntityManager, entries: ReadonlyMap<string, readonly [string, Entry | null]>): Promise<void> {
  const all = [...entries];
  const gone = all.flatMap(([allocationId, [, entry]]) => (entry === null ? [allocationId] : []));
  if (gone.length > 0) await manager.query('delete from factory.stock_entry where allocation_id = any($1)', [gone]);
  const rows = all.flatMap(([allocationId, [itemId, entry]]) => (entry === null ? [] : [{ allocation_id: allocationId, item_id: itemId, quantity: entry.quantity, ship_by: entry.shipBy, state: entry.state }]));
  if (rows.length === 0) return;
  await manager.query(
    `insert into factory.stock_entry (allocation_id, item_id, quantity, ship_by, state)
     select * from json_to_recordset($1::json) as r(allocation_id text, item_id uuid, quantity integer, ship_by timestamptz, state text)
     on conflict (allocation_id) do update set state = excluded.state, ship_by = excluded.ship_by, quantity = excluded.quantity`,
    [JSON.stringify(rows)],
  );
}
