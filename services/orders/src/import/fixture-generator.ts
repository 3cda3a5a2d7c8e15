import iconv from 'iconv-lite';
import type { ExportKind } from './columns.js';
import type { ExportedOrder } from './exported-order.js';
import { cellsOf, type CellsByName } from './fixture-cells.js';
import { EXPORT_HEADERS, PDD_RECEIVER_HEADERS } from './fixture-headers.js';

export type FixtureEncoding = 'utf-8' | 'utf-8-bom' | 'gbk' | 'gb18030' | 'utf-16le';

/** What can be wrong with a data row. */
export type Fault = 'short' | 'long' | 'lost-digits' | 'no-order-no' | 'no-title' | 'unknown-status' | 'bad-quantity' | 'bad-price' | 'bad-time';

export const FAULTS: readonly Fault[] = ['short', 'long', 'lost-digits', 'no-order-no', 'no-title', 'unknown-status', 'bad-quantity', 'bad-price', 'bad-time'];

/** How a file looks. Every combination is one that platforms, or spreadsheets after them, were seen to write. */
export type ExportLook = {
  readonly encoding: FixtureEncoding;
  readonly delimiter: ',' | '\t';
  readonly lineEnd: '\r\n' | '\n';
  /** 2: a title stands above the header. */
  readonly headerRow: 1 | 2;
  /** `="123"` bare, the same quoted as CSV wants it, `'123`, or a tab behind the digits. */
  readonly ids: 'plain' | 'formula' | 'quoted-formula' | 'apostrophe' | 'tab';
  readonly money: 'plain' | 'thousands' | 'sign' | 'suffix';
  readonly times: 'dashes' | 'slashes';
  readonly columns: 'as-exported' | 'reversed' | 'with-unknown';
  readonly footer: boolean;
  readonly blankRows: number;
  readonly nulBytes: boolean;
  /** Douyin: rows of this many orders are interleaved. 1: side by side. */
  readonly interleaved: number;
  /** Pinduoduo: the receiver columns of older exports. */
  readonly receiverColumns: boolean;
  /** Data rows, counted from 0, with something wrong. */
  readonly faults: ReadonlyMap<number, Fault>;
};

export const PLAIN_LOOK: ExportLook = {
  encoding: 'utf-8', delimiter: ',', lineEnd: '\r\n', headerRow: 1, ids: 'plain', money: 'plain', times: 'dashes', columns: 'as-exported',
  footer: false, blankRows: 0, nulBytes: false, interleaved: 1, receiverColumns: false, faults: new Map(),
};

/** The bytes of an export file, a few rows at a time, so that a file of any length can be written. Deterministic. */
export function* exportBytes(file: ExportKind, orders: Iterable<ExportedOrder>, look: ExportLook): Generator<Buffer> {
  const header = headerOf(file, look);
  if (look.encoding === 'utf-8-bom') yield Buffer.from([0xef, 0xbb, 0xbf]);
  if (look.encoding === 'utf-16le') yield Buffer.from([0xff, 0xfe]);
  if (look.headerRow === 2) yield encoded('订单导出（示例店铺） 2026-11-11 10:00:00', look);
  yield encoded(header.map((name) => written(name, look)).join(look.delimiter), look);
  let at = 0;
  for (const cells of interleaved(file, orders, look.interleaved)) {
    const row = header.map((name) => cellAsLook(name, cells[name] ?? '', look));
    const fault = look.faults.get(at);
    const faulty = fault ? withFault(row, header, fault) : row;
    yield encoded(faulty.map((cell) => written(cell, look)).join(look.delimiter), look);
    at += 1;
  }
  if (look.footer) yield encoded(['合计', ...header.slice(1).map(() => '')].join(look.delimiter), look);
  for (let blank = 0; blank < look.blankRows; blank += 1) yield encoded(blank % 2 === 0 ? '' : look.delimiter.repeat(header.length - 1), look);
}

function headerOf(file: ExportKind, look: ExportLook): readonly string[] {
  const names = [...EXPORT_HEADERS[file], ...(file === 'PDD' && look.receiverColumns ? PDD_RECEIVER_HEADERS : [])];
  if (look.columns === 'reversed') return names.reverse();
  return look.columns === 'with-unknown' ? ['自定义列', ...names, '新增列'] : names;
}

function* interleaved(file: ExportKind, orders: Iterable<ExportedOrder>, together: number): Generator<CellsByName> {
  let held: (readonly CellsByName[])[] = [];
  const round = function* (): Generator<CellsByName> {
    const most = Math.max(0, ...held.map((rows) => rows.length));
    for (let at = 0; at < most; at += 1) for (const rows of held) yield* rows.slice(at, at + 1);
    held = [];
  };
  for (const order of orders) {
    held.push(cellsOf(file, order));
    if (held.length >= together) yield* round();
  }
  yield* round();
}

const ID_COLUMNS: ReadonlySet<string> = new Set(['订单号', '主订单编号', '子订单编号', '订单编号', '商品id', '商品ID', '样式ID', '赠品id', '收件人手机号', '联系手机', '收货人电话']);
const MONEY_COLUMNS: ReadonlySet<string> = new Set(['商品总价(元)', '邮费(元)', '店铺优惠折扣(元)', '用户实付金额(元)', '商品单价', '订单应付金额', '运费', '优惠总金额', '总金额', '买家应付邮费', '买家实际支付金额', '价格']);

function cellAsLook(name: string, cell: string, look: ExportLook): string {
  const nul = look.nulBytes && name === '商品规格' ? '\0' : '';
  if (cell === '') return nul;
  if (ID_COLUMNS.has(name)) return idAsLook(cell, look.ids);
  if (MONEY_COLUMNS.has(name)) return moneyAsLook(cell, look.money);
  if (name.endsWith('时间') && look.times === 'slashes') return cell.replace(/^(\d{4})-0?(\d+)-0?(\d+) 0?(\d+:)/, '$1/$2/$3 $4');
  return nul + cell;
}

function idAsLook(id: string, ids: ExportLook['ids']): string {
  if (ids === 'formula' || ids === 'quoted-formula') return `="${id}"`;
  return ids === 'apostrophe' ? `'${id}` : ids === 'tab' ? `${id}\t` : id;
}

function moneyAsLook(yuan: string, money: ExportLook['money']): string {
  if (money === 'thousands') return yuan.replace(/\B(?=(\d{3})+\.)/g, ',');
  return money === 'sign' ? `￥${yuan}` : money === 'suffix' ? `${yuan}元` : yuan;
}

function withFault(row: readonly string[], header: readonly string[], fault: Fault): readonly string[] {
  const put = (names: readonly string[], cell: string): readonly string[] => row.map((old, at) => (names.includes(header[at] ?? '') ? cell : old));
  switch (fault) {
    case 'short': return row.slice(0, -1);
    case 'long': return [...row, '多出的列'];
    case 'lost-digits': return put(['订单号', '主订单编号', '订单编号'], '6.92123E+18');
    case 'no-order-no': return put(['订单号', '主订单编号', '订单编号'], '');
    case 'no-title': return put(['商品', '选购商品', '标题', '买家实际支付金额'], '');
    case 'unknown-status': return put(['订单状态'], '火星转运中');
    case 'bad-quantity': return put(['商品数量(件)', '商品数量', '购买数量', '宝贝总数量'], '0');
    case 'bad-price': return put(['用户实付金额(元)', '商品单价', '价格', '买家实际支付金额'], '12.345');
    case 'bad-time': return put(['支付时间', '支付完成时间', '订单付款时间'], '2026-02-30 10:00:00');
  }
}

function written(cell: string, look: ExportLook): string {
  if (look.ids === 'formula' && /^="\d[\d-]*"$/.test(cell)) return cell;
  return /["\r\n]/.test(cell) || cell.includes(look.delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function encoded(line: string, look: ExportLook): Buffer {
  const encoding = look.encoding === 'utf-8-bom' ? 'utf-8' : look.encoding;
  return iconv.encode(line + look.lineEnd, encoding);
}
