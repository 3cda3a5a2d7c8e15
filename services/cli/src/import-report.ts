import pc from 'picocolors';
import type { ProblemDocument } from './failure.js';
import { printable, table } from './table.js';
import { count } from './words.js';

/** Lines of an import's answer, as the orders service writes them. */
export type ImportLine = ({ readonly kind: 'progress' } & Progress) | Summary | { readonly kind: 'problem'; readonly problem: ProblemDocument };

export type Progress = { readonly bytes: number; readonly rows: number; readonly orders: number; readonly imported: number; readonly updated: number; readonly unchanged: number; readonly refused: number; readonly badRows: number };
export type Summary = Progress & { readonly kind: 'summary'; readonly importId: string; readonly position: number | null; readonly bad: { readonly count: number; readonly rows: readonly BadRow[] } };
type BadRow = { readonly file: 'orders' | 'lines'; readonly row: number; readonly platformOrderNo: string | null; readonly code: string; readonly fields: readonly string[]; readonly zh: string; readonly en: string };

const PARTS = { orders: '订单 order', lines: '明细文件 detail file, order' } as const;

/** What an import came to, and each row that a person has to mend. */
export function reportOf({ orders, rows, imported, updated, unchanged, refused, bad, importId }: Summary): string {
  const counts: readonly (readonly [string, number, (text: string) => string])[] = [
    ['读取行 Rows read', rows, String], ['订单 Orders', orders, String], ['新导入 Imported', imported, pc.green], ['已更新 Updated', updated, pc.cyan],
    ['无变化 Unchanged', unchanged, pc.dim], ['被拒绝 Refused', refused, refused > 0 ? pc.red : String], ['问题行 Bad rows', bad.count, bad.count > 0 ? pc.red : String],
  ];
  const summary = table(counts, [{ title: '结果 Result', of: ([name]) => name }, { title: '数量 Count', of: ([, n]) => count(n), right: true, paint: (text, [, , paint]) => paint(text) }], pc.bold);
  return `${summary}${bad.count > 0 ? `\n${badRowsTold(bad)}` : ''}${pc.dim(`导入编号 import ${importId}`)}\n`;
}

function badRowsTold({ count: all, rows }: Summary['bad']): string {
  const told = rows.map(({ file, platformOrderNo, code, zh, en }) => printable(`${pc.yellow(code)}  ${PARTS[file]} ${platformOrderNo ?? ''}\n  ${zh}\n  ${pc.dim(en)}\n`)).join('');
  const more = all > rows.length ? `… 以及另外 ${count(all - rows.length)} 行 and ${count(all - rows.length)} more\n` : '';
  return `${told}${more}改正这些行后再次导入同一文件即可，已导入的不受影响。 Mend these rows and import the file again: what is in stays as it is.\n`;
}
