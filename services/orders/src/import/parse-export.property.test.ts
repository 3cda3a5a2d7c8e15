import fc from 'fast-check';
import type { ExportKind } from './columns.js';
import type { Channel, ExportedOrder, ImportItem } from './exported-order.js';
import { exportBytes, FAULTS, PLAIN_LOOK, type ExportLook, type Fault } from './fixture-generator.js';
import { believableOrder } from './fixture-orders.js';
import { MemoryLines } from './line-lookup.js';
import { parseExport } from './parse-export.js';
import { stageTaobaoLines } from './taobao-lines.js';

const CHANNELS: readonly Channel[] = ['PDD', 'DOUYIN', 'TAOBAO'];

const looks = fc.record({
  encoding: fc.constantFrom('utf-8', 'utf-8-bom', 'gbk', 'gb18030', 'utf-16le'), delimiter: fc.constantFrom(',', '\t'), lineEnd: fc.constantFrom('\r\n', '\n'),
  headerRow: fc.constantFrom(1, 2), ids: fc.constantFrom('plain', 'formula', 'quoted-formula', 'apostrophe', 'tab'),
  money: fc.constantFrom('plain', 'thousands', 'sign', 'suffix'), times: fc.constantFrom('dashes', 'slashes'),
  columns: fc.constantFrom('as-exported', 'reversed', 'with-unknown'), footer: fc.boolean(), blankRows: fc.nat(3), nulBytes: fc.boolean(),
  interleaved: fc.integer({ min: 1, max: 9 }), receiverColumns: fc.constant(true), faults: fc.constant(new Map<number, Fault>()),
} as const) satisfies fc.Arbitrary<ExportLook>;

/** Text a person might type, with all that could trip a reader of CSV: quotes, delimiters, line breaks, leading = and '. */
const typed = fc.array(fc.constantFrom('发', '货', ',', '，', '"', "'", '\n', '\t', '=', ' ', 'a', '0', '；', '-', '。'), { minLength: 1, maxLength: 12 })
  .map((parts) => `注${parts.join('')}完`);
/** Beyond the two-byte characters: what only UTF-8, UTF-16 and GB18030 can write. */
const rareTyped = fc.constantFrom('𠮷野家', '😀开心', '㐀㐁', '🇨🇳 加急');

type Sample = { readonly channel: Channel; readonly look: ExportLook; readonly orders: readonly ExportedOrder[] };

const samples: fc.Arbitrary<Sample> = fc.record({
  channel: fc.constantFrom(...CHANNELS), look: looks, seed: fc.nat(100_000), people: fc.constantFrom('invented', 'masked', 'canary'),
  notes: fc.array(fc.tuple(typed, typed, rareTyped), { minLength: 1, maxLength: 25 }),
}).map(({ channel, look, seed, people, notes }) => ({
  channel, look,
  orders: notes.map(([message, note, rare], n) => {
    const order = believableOrder({ channel, seed, people }, n);
    return { ...order, buyerMessage: look.encoding === 'gbk' ? message : `${message}${rare}`, sellerNote: note };
  }),
}));

describe('any orders, exported in any encoding and with any quirk', () => {
  test('are read back as they were, digit by digit', async () => {
    await fc.assert(fc.asyncProperty(samples, async ({ channel, look, orders }) => {
      const items = await parsed(channel, orders, look, whole);
      expect(ordersIn(items)).toEqual(byNumber(orders));
      expect(items.filter((item) => item.kind === 'bad-row')).toEqual([]);
    }), { numRuns: 150 });
  });

  test('give the same items however the bytes are cut, in the middle of a character too', async () => {
    await fc.assert(fc.asyncProperty(samples, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }), async ({ channel, look, orders }, sizes) => {
      expect(await parsed(channel, orders, look, (bytes) => cut(bytes, sizes))).toEqual(await parsed(channel, orders, look, whole));
    }), { numRuns: 60 });
  });

  test('lose only the orders with a fault, and every faulty row is reported by its number', async () => {
    const faults = fc.array(fc.tuple(fc.nat(60), fc.constantFrom(...FAULTS)), { minLength: 1, maxLength: 6 });
    await fc.assert(fc.asyncProperty(samples, faults, async ({ channel, look, orders }, wanted) => {
      const rows = rowsOf(channel, orders);
      const at = new Map(wanted.map(([place, fault]) => [place % rows.length, fault] as const));
      const items = await parsed(channel, orders, { ...look, interleaved: 1, faults: at }, whole);
      const firstRow = look.headerRow + 1;
      const reported = new Set(items.flatMap((item) => (item.kind === 'bad-row' ? [item.row] : [])));
      for (const place of at.keys()) expect(reported).toContain(firstRow + place);
      const taken = items.flatMap((item) => (item.kind === 'order' ? item.rows : []));
      expect([...taken, ...reported].sort((a, b) => a - b)).toEqual(rows.map((_, place) => firstRow + place)); // each row once, one way or the other
      const given = new Map(orders.map((order) => [order.platformOrderNo, order]));
      for (const order of ordersIn(items)) expect(order).toEqual(given.get(order.platformOrderNo));
    }), { numRuns: 100 });
  });
});

async function parsed(channel: Channel, orders: readonly ExportedOrder[], look: ExportLook, chunked: (bytes: Buffer) => Iterable<Buffer>): Promise<readonly ImportItem[]> {
  const file = (kind: ExportKind, faults: ExportLook['faults']): Buffer => Buffer.concat([...exportBytes(kind, orders, { ...look, faults })]);
  const lines = new MemoryLines();
  if (channel === 'TAOBAO') for await (const bad of stageTaobaoLines(stream(chunked(file('TAOBAO_LINES', PLAIN_LOOK.faults))), lines)) throw new Error(bad.en);
  const items: ImportItem[] = [];
  for await (const item of parseExport(stream(chunked(file(channel, look.faults))), { channel, lines })) items.push(item);
  return items;
}

function rowsOf(channel: Channel, orders: readonly ExportedOrder[]): readonly ExportedOrder[] {
  return orders.flatMap((order) => (channel === 'DOUYIN' ? order.lines.map(() => order) : [order]));
}

function ordersIn(items: readonly ImportItem[]): readonly ExportedOrder[] {
  return byNumber(items.flatMap((item) => (item.kind === 'order' ? [item.order] : [])));
}

function byNumber(orders: readonly ExportedOrder[]): readonly ExportedOrder[] {
  return [...orders].sort((a, b) => a.platformOrderNo.localeCompare(b.platformOrderNo));
}

async function* stream(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
}

function whole(bytes: Buffer): Iterable<Buffer> {
  return [bytes];
}

function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let from = 0, at = 0; from < bytes.length; at += 1) {
    const size = sizes[at % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}
