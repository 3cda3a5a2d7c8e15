import { createHash } from 'node:crypto';
import { categoryOf, type EventStore } from '@daifa/event-store/port';
import { orderEvolution } from '@daifa/order-domain/evolve';
import { NO_FEN, splitFen, sumFen, timesFen, type Fen } from '@daifa/order-domain/money';
import { unborn, type Order } from '@daifa/order-domain/order';
import { priceAt, priceEvolution, priceListIdOf, type PriceList } from '@daifa/order-domain/price-list';
import { settledLines, type SettledLine } from '@daifa/order-domain/settlement';
import type { Statement, StatementIssued } from '@daifa/order-domain/statement-events';
import { decodeOrderRecord, decodePriceRecord, FACTORY, ORDER } from '@daifa/order-store/orders';
import { csvLines } from './csv-file.js';
import { lineFen, type StatementLine } from './statement-lines.js';

const PAGE_EVENTS = 1_000;

type LogAt = { readonly orders: ReadonlyMap<string, Order>; readonly prices: ReadonlyMap<string, PriceList> };

/**
 * A statement's lines made from the log alone, event by event up to its position: no read model, no index, no page. For whoever
 * doubts an issued statement (N-11); it holds every order of the log in memory.
 */
export async function contentFromLog(store: EventStore, statement: Statement, position: number): Promise<Pick<StatementIssued, 'contentSha256' | 'totalFen' | 'lineCount'>> {
  const log = await logAt(store, position);
  const { merchantId, factoryId, from, to } = statement;
  const settled = [...log.orders.values()].flatMap(settledLines)
    .filter((line) => line.merchantId === merchantId && line.factoryId === factoryId && line.returnedAt >= from && line.returnedAt < to)
    .sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  const lines = settled.map((line, n): StatementLine => ({ ordinal: n + 1, settled: line, price: priceOf(line, log.prices) }));
  return { contentSha256: createHash('sha256').update(csvLines(lines)).digest('hex'), totalFen: sumFen(lines.map(lineFen)), lineCount: lines.length };
}

const placeOf = ({ returnedAt, allocationId }: SettledLine): string => `${returnedAt} ${allocationId}`;

async function logAt(store: EventStore, position: number): Promise<LogAt> {
  const orders = new Map<string, Order>();
  const prices = new Map<string, PriceList>();
  for (let after = 0; after < position; ) {
    const page = await store.readAll(after, PAGE_EVENTS);
    for (const record of page.filter((one) => one.position <= position)) {
      if (categoryOf(record.stream) === ORDER) orders.set(record.stream, orderEvolution.evolve(orders.get(record.stream) ?? unborn, decodeOrderRecord(record).event));
      if (categoryOf(record.stream) === FACTORY) prices.set(record.stream, priceEvolution.evolve(prices.get(record.stream) ?? priceEvolution.initial, decodePriceRecord(record).event));
    }
    after = page.at(-1)?.position ?? position;
  }
  return { orders, prices };
}

function priceOf({ factoryId, sku, priceFen, allocatedAt, returnedAt, quantity, parcel }: SettledLine, prices: LogAt['prices']): StatementLine['price'] {
  const at = (item: 'GOODS' | 'FREIGHT', of: string, when: string): Fen | null => priceAt(prices.get(`${FACTORY}-${priceListIdOf(factoryId, item, of)}`) ?? priceEvolution.initial, when);
  const pieceFen = priceFen ?? (sku === '' ? null : at('GOODS', sku, allocatedAt));
  const freightFen = splitFen(at('FREIGHT', '', returnedAt) ?? NO_FEN, parcel.quantities)[parcel.place] ?? NO_FEN;
  return pieceFen === null ? null : { pieceFen, goodsFen: timesFen(pieceFen, quantity), freightFen };
}
