import type { ExportKind } from './columns.js';
import type { Channel, ExportedOrder } from './exported-order.js';
import { exportBytes, FAULTS, PLAIN_LOOK, type ExportLook, type Fault } from './fixture-generator.js';
import { believableOrder, type OrderOptions } from './fixture-orders.js';

/** One committed file of services/orders/fixtures: what it is made of and what it shows. */
export type Sample = {
  readonly name: string;
  readonly file: ExportKind;
  readonly orders: number;
  readonly people: OrderOptions['people'];
  readonly look: Partial<ExportLook>;
  /** Messages with characters that GBK does not have. */
  readonly rareCharacters?: true;
  /** The sample with the lines of a Taobao order list. */
  readonly lines?: string;
  readonly shows: string;
};

const SEED = 2026;

/** Every fault once, with good rows between them. */
const EVERY_FAULT: ReadonlyMap<number, Fault> = new Map(FAULTS.map((fault, at) => [at * 2 + 1, fault]));

export const SAMPLES: readonly Sample[] = [
  { name: 'pdd-utf8.csv', file: 'PDD', orders: 8, people: 'masked', look: {}, shows: "Today's Pinduoduo export: all columns, UTF-8, no receiver columns; blank 订单成交时间, gifts, line breaks in messages" },
  { name: 'pdd-utf8-bom-title.csv', file: 'PDD', orders: 5, people: 'masked', look: { encoding: 'utf-8-bom', headerRow: 2, money: 'thousands', footer: true, blankRows: 2 }, shows: 'Byte order mark, a title above the header, 1,234.50, a total and blank rows at the end' },
  { name: 'pdd-gbk.csv', file: 'PDD', orders: 5, people: 'masked', look: { encoding: 'gbk', ids: 'tab', times: 'slashes', lineEnd: '\n' }, shows: 'GBK, tabs behind ids, 2026/11/1 times, \\n line ends' },
  { name: 'pdd-gb18030.csv', file: 'PDD', orders: 4, people: 'masked', rareCharacters: true, look: { encoding: 'gb18030', nulBytes: true }, shows: 'GB18030 with four-byte characters, NUL bytes in cells' },
  { name: 'pdd-receiver-columns.csv', file: 'PDD', orders: 4, people: 'invented', look: { receiverColumns: true, columns: 'reversed', ids: 'apostrophe' }, shows: "An older export with receiver columns, columns in another order, ' before ids" },
  { name: 'pdd-utf16-tab.csv', file: 'PDD', orders: 3, people: 'masked', look: { encoding: 'utf-16le', delimiter: '\t', money: 'sign', columns: 'with-unknown' }, shows: 'Saved by a spreadsheet as Unicode text: UTF-16, tabs, ￥ before amounts, columns we do not know' },
  { name: 'pdd-faults.csv', file: 'PDD', orders: 20, people: 'masked', look: { encoding: 'gbk', headerRow: 2, faults: EVERY_FAULT }, shows: 'Every kind of bad row, below a title, with line breaks in cells before them' },
  { name: 'douyin-utf8-bom.csv', file: 'DOUYIN', orders: 5, people: 'masked', look: { encoding: 'utf-8-bom', ids: 'tab' }, shows: "Today's Douyin export: one row per sub-order, 19-digit ids, masked receivers, 售后状态 -" },
  { name: 'douyin-interleaved-gbk.csv', file: 'DOUYIN', orders: 6, people: 'invented', look: { encoding: 'gbk', interleaved: 6, ids: 'formula' }, shows: 'Rows of one order apart from each other, ="…" bare' },
  { name: 'douyin-faults.csv', file: 'DOUYIN', orders: 14, people: 'canary', look: { faults: EVERY_FAULT }, shows: 'One bad row keeps the whole order out; canary people, none of whom may show in a report' },
  { name: 'taobao-lines-gbk.csv', file: 'TAOBAO_LINES', orders: 6, people: 'invented', look: { encoding: 'gbk', ids: 'formula' }, shows: 'ExportOrderDetailList of the next file' },
  { name: 'taobao-orders-gbk.csv', file: 'TAOBAO', orders: 6, people: 'invented', lines: 'taobao-lines-gbk.csv', look: { encoding: 'gbk', ids: 'formula' }, shows: 'ExportOrderList: GBK, ="…" ids, statuses with a full-width comma, 订单未关闭, region and street in one cell' },
  { name: 'taobao-lines-tab.csv', file: 'TAOBAO_LINES', orders: 20, people: 'masked', look: { encoding: 'gb18030', delimiter: '\t', money: 'suffix', faults: new Map([[2, 'bad-price']]) }, shows: 'Lines with one bad row: its order is not taken' },
  { name: 'taobao-orders-tab-faults.csv', file: 'TAOBAO', orders: 20, people: 'masked', lines: 'taobao-lines-tab.csv', look: { encoding: 'gb18030', delimiter: '\t', money: 'suffix', ids: 'quoted-formula', faults: EVERY_FAULT }, shows: 'Tab separated, 元 behind amounts, masked receivers, every kind of bad row' },
];

export function channelOf(file: ExportKind): Channel {
  return file === 'TAOBAO_LINES' ? 'TAOBAO' : file;
}

export function ordersOfSample(sample: Sample): readonly ExportedOrder[] {
  return Array.from({ length: sample.orders }, (_, n) => {
    const order = believableOrder({ channel: channelOf(sample.file), seed: SEED, people: sample.people }, n);
    return sample.rareCharacters ? { ...order, buyerMessage: '请写“𠮷”字 😀，㐀' } : order;
  });
}

export function bytesOfSample(sample: Sample): Buffer {
  return Buffer.concat([...exportBytes(sample.file, ordersOfSample(sample), { ...PLAIN_LOOK, ...sample.look })]);
}

export function readmeOfSamples(): string {
  const rows = SAMPLES.map((sample) => `| \`${sample.name}\` | ${sample.lines ? `with \`${sample.lines}\`: ` : ''}${sample.shows} |`);
  return [
    '# Order exports, as they really are', '',
    'Generated, never hand-edited: `node services/orders/dist/import/write-fixtures.js samples services/orders/fixtures`. Nobody in them exists: given names mean "sample",',
    'phones have 0000 in their middle, streets are invented, waybill numbers begin with DFTEST. What each file must give is in `expected/`, an item a line.', '',
    '| File | What it shows |', '|---|---|', ...rows, '',
    'Exports of any length, for trying things out:', '',
    '```', 'node services/orders/dist/import/write-fixtures.js export --file PDD --orders 100000 --encoding gb18030 --out pdd.csv', '```', '',
  ].join('\n');
}
