import { textOf } from './cells.js';
import { EVERY_EXPORT, KIND_NAMES, type Columns, type ExportKind } from './columns.js';
import { ImportUnreadable } from './import-unreadable.js';
import type { SheetRow } from './records.js';

/** The header stands on row 1, or below a title row and perhaps a note; further down it is data. */
export const HEADER_ROW_MAX = 5;

/** A row that knows fewer column names than this is a title or another table, not our header with columns missing. */
const NAMES_KNOWN_MIN = 3;

/** Where each meaning stands in this file, and how the file spells it. A meaning the file has no column for is absent. */
export type Header = {
  readonly kind: ExportKind;
  readonly width: number;
  readonly at: ReadonlyMap<string, { readonly index: number; readonly name: string }>;
};

/** The header if this row is one of a wanted export. */
export function headerIn(row: SheetRow, wanted: readonly Columns<string>[]): Header | null {
  const candidates = wanted.map((table) => headerOf(row, table)).filter((candidate) => candidate.missing.length === 0);
  return candidates.sort((a, b) => b.header.at.size - a.header.at.size)[0]?.header ?? null;
}

/** Why none of the first rows is a header we can use, in words that say what to do. */
export function headerRefusal(rows: readonly SheetRow[], wanted: readonly Columns<string>[]): ImportUnreadable {
  for (const row of rows) {
    const other = headerIn(row, EVERY_EXPORT.filter((table) => !wanted.includes(table)));
    if (other) return otherFile(other.kind, wanted);
  }
  const nearest = rows.flatMap((row) => wanted.map((table) => headerOf(row, table))).sort((a, b) => b.header.at.size - a.header.at.size)[0];
  if (nearest && nearest.header.at.size >= NAMES_KNOWN_MIN) {
    const { zh, en } = KIND_NAMES[nearest.header.kind];
    return new ImportUnreadable(
      'COLUMNS_MISSING',
      `${zh}缺少必需的列：${nearest.missing.join('、')}。请在平台重新导出并勾选这些列。`,
      `The ${en} lacks required columns: ${nearest.missing.join(', ')}. Export it again with these columns ticked.`,
    );
  }
  const names = (language: 'zh' | 'en'): string => wanted.map((table) => KIND_NAMES[table.kind][language]).join(language === 'zh' ? '、' : ', ');
  return new ImportUnreadable(
    'HEADER_UNKNOWN',
    `前 ${HEADER_ROW_MAX} 行中没有找到表头。可导入的文件：${names('zh')}。`,
    `No header was found in the first ${HEADER_ROW_MAX} rows. What can be imported: ${names('en')}.`,
  );
}

function headerOf(row: SheetRow, table: Columns<string>): { readonly header: Header; readonly missing: readonly string[] } {
  const places = new Map<string, { readonly index: number; readonly name: string }>();
  row.cells.forEach((cell, index) => {
    const name = textOf(cell);
    if (name !== '' && !places.has(spelt(name))) places.set(spelt(name), { index, name });
  });
  const at = new Map<string, { readonly index: number; readonly name: string }>();
  const missing: string[] = [];
  for (const [meaning, column] of Object.entries(table.columns)) {
    const place = column.names.map((name) => places.get(spelt(name))).find((found) => found !== undefined);
    if (place) at.set(meaning, place);
    else if (column.required) missing.push(column.names[0] ?? meaning);
  }
  const width = row.cells.findLastIndex((cell) => textOf(cell) !== '') + 1;
  return { header: { kind: table.kind, width, at }, missing };
}

/** 商品ID and 商品id, （元） and (元) are one name. */
function spelt(name: string): string {
  return name.replace(/\s/g, '').replaceAll('（', '(').replaceAll('）', ')').toLowerCase();
}

function otherFile(given: ExportKind, wanted: readonly Columns<string>[]): ImportUnreadable {
  const advice = given === 'TAOBAO_LINES'
    ? { zh: '请把它作为明细文件，与 ExportOrderList 一起上传。', en: 'Give it as the detail file, together with ExportOrderList.' }
    : { zh: '请换成所选渠道的文件，或改选渠道。', en: 'Give the file that was asked for, or choose the other channel.' };
  const asked = { zh: wanted.map((table) => KIND_NAMES[table.kind].zh).join('、'), en: wanted.map((table) => KIND_NAMES[table.kind].en).join(', ') };
  return new ImportUnreadable(
    'OTHER_FILE',
    `这是${KIND_NAMES[given].zh}，而这里需要：${asked.zh}。${advice.zh}`,
    `This is the ${KIND_NAMES[given].en}; expected here: ${asked.en}. ${advice.en}`,
  );
}
