import type { EventStore } from '@daifa/event-store/port';
import { NO_FEN, splitFen, sumFen, timesFen, type Fen } from '@daifa/order-domain/money';
import { priceAt, priceEvolution, priceListIdOf, type PricedItem, type PriceList } from '@daifa/order-domain/price-list';
import type { SettledLine } from '@daifa/order-domain/settlement';
import type { Statement } from '@daifa/order-domain/statement-events';
import { decodePriceRecord, FACTORY } from '@daifa/order-store/orders';
import { groupPlace } from '@daifa/projection/checkpoint';
import type { DataSource } from 'typeorm';

/** A line as it stands in a statement. `price` null: it has none, and is not counted. */
export type StatementLine = {
  readonly ordinal: number;
  readonly settled: SettledLine;
  readonly price: { readonly pieceFen: Fen; readonly goodsFen: Fen; readonly freightFen: Fen } | null;
};

/** What a statement speaks of, and up to which position of the log. */
export type StatementScope = Pick<Statement, 'merchantId' | 'factoryId' | 'from' | 'to'> & { readonly position: number };

export type LineSource = { readonly database: DataSource; readonly store: Pick<EventStore, 'read'> };

/** About a millisecond's work on the event loop for each hundred lines. */
const PAGE_LINES = 1_000;
export const SETTLED_GROUP = 'allocation.statements';

/** The read model does not (any more, or not yet) hold everything up to the position: ask again later. */
export class SettledLinesBehind extends Error {
  override readonly name = 'SettledLinesBehind';
}

/**
 * The lines of a statement in order of return, a page at a time. The same scope gives the same lines for ever.
 *
 * @throws SettledLinesBehind while the read model is being built, or a poison order waits in it
 */
export async function* statementLines(source: LineSource, scope: StatementScope): AsyncGenerator<readonly StatementLine[]> {
  const prices = new PricesAt(source.store, scope);
  let last = { returnedAt: '', allocationId: '' };
  for (let ordinal = 1; ; ) {
    const page = await settledPage(source.database, scope, last);
    const lines: StatementLine[] = [];
    for (const settled of page) lines.push({ ordinal: ordinal++, settled, price: await prices.of(settled) });
    if (lines.length > 0) yield lines;
    const end = page.at(-1);
    if (page.length < PAGE_LINES || !end) return;
    last = end;
  }
}

/** Whether the model is complete up to the position is read in the same snapshot as the page itself. */
async function settledPage(database: DataSource, { merchantId, factoryId, from, to, position }: StatementScope, last: { readonly returnedAt: string; readonly allocationId: string }): Promise<readonly SettledLine[]> {
  const rows: readonly { readonly complete: boolean; readonly line: SettledLine | null }[] = await database.query(
    `select place.complete, page.line
     from (select coalesce(${groupPlace('allocation', '$9')} >= $5, false) and not exists (select from allocation.parked where consumer_group = $9) as complete) place
     left join lateral (
       select line, returned_at, allocation_id from allocation.settled_line
       where merchant_id = $1 and factory_id = $2 and returned_at >= $3 and returned_at < $4 and from_position <= $5 and (to_position is null or to_position > $5)
         and (returned_at, allocation_id) > ($6, $7)
       order by returned_at, allocation_id limit $8) page on true
     order by page.returned_at, page.allocation_id`,
    [merchantId, factoryId, from, to, position, last.returnedAt, last.allocationId, PAGE_LINES, SETTLED_GROUP],
  );
  if (!rows[0]?.complete) throw new SettledLinesBehind(`${SETTLED_GROUP} does not hold everything up to ${position}`);
  return rows.flatMap(({ line }) => line ?? []);
}

/** The factory's price lists as they stood at the statement's position, each read once. */
class PricesAt {
  readonly #lists = new Map<string, Promise<PriceList>>();

  constructor(private readonly store: Pick<EventStore, 'read'>, private readonly scope: StatementScope) {}

  /** The price kept at allocation; where there was none then, what the list says by now of that moment. The freight is that of the return. */
  async of({ priceFen, sku, allocatedAt, returnedAt, quantity, parcel }: SettledLine): Promise<StatementLine['price']> {
    const pieceFen = priceFen ?? (sku === '' ? null : priceAt(await this.#list('GOODS', sku), allocatedAt));
    if (pieceFen === null) return null;
    const freight = priceAt(await this.#list('FREIGHT', ''), returnedAt) ?? NO_FEN;
    return { pieceFen, goodsFen: timesFen(pieceFen, quantity), freightFen: splitFen(freight, parcel.quantities)[parcel.place] ?? NO_FEN };
  }

  #list(item: PricedItem, sku: string): Promise<PriceList> {
    const id = priceListIdOf(this.scope.factoryId, item, sku);
    const known = this.#lists.get(id) ?? this.#read(id);
    this.#lists.set(id, known);
    return known;
  }

  async #read(id: string): Promise<PriceList> {
    const records = await this.store.read(`${FACTORY}-${id}`);
    return records.filter(({ position }) => position <= this.scope.position).map((record) => decodePriceRecord(record).event).reduce(priceEvolution.evolve, priceEvolution.initial);
  }
}

export const lineFen = ({ price }: StatementLine): Fen => (price ? sumFen([price.goodsFen, price.freightFen]) : NO_FEN);
