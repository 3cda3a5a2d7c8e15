import { createHash } from 'node:crypto';
import { asFen, NO_FEN, sumFen, type Fen } from '@daifa/order-domain/money';
import type { Statement, StatementFailure, StatementIssued } from '@daifa/order-domain/statement-events';
import { csvBefore, csvLines } from './csv-file.js';
import { LAYOUT, type StatementHead } from './layout.js';
import { lineFen, statementLines, type LineSource, type StatementLine, type StatementScope } from './statement-lines.js';
import { LINES_PART, sheetAfter, sheetBefore, sheetLines, xlsxParts } from './xlsx-file.js';
import { zip, type ZipPart } from './zip.js';

/** A sheet of a spreadsheet ends at 1,048,576 rows. */
const LINES_MAX = 1_000_000;
/** SKUs named when prices are missing: enough to set them in one batch. */
const SKUS_NAMED_MAX = 100;

export type Judged = { readonly kind: 'issued'; readonly issued: StatementIssued } | { readonly kind: 'failed'; readonly failure: StatementFailure };

/** A file made again differs from what was issued: nobody may take it for the statement. */
export class StatementDiffers extends Error {
  override readonly name = 'StatementDiffers';
}

/**
 * Reads all lines twice, for the totals stand before them in the files, and takes the digests; nothing is kept.
 *
 * @param onPage after each page, so that whoever waits sees it is going on
 */
export async function judgeStatement(source: LineSource, statement: Statement, position: number, onPage: () => Promise<void>): Promise<Judged> {
  const scope = { ...statement, position };
  const totals = await totalsOf(statementLines(source, scope), onPage);
  const failed = (reason: StatementFailure['reason'], skus: readonly string[] = []): Judged => ({ kind: 'failed', failure: { reason, skus: skus.slice(0, SKUS_NAMED_MAX), skuCount: skus.length } });
  if (totals.lineCount > LINES_MAX) return failed('TOO_MANY_LINES');
  if (totals.unpricedLines > 0 && !statement.allowUnpriced) return failed('PRICE_MISSING', totals.unpricedSkus);
  const { lineCount, unpricedLines, totalFen, contentSha256 } = totals;
  const digests = await digestsOf({ ...statement, position, ...totals }, statementLines(source, scope), onPage);
  return { kind: 'issued', issued: { position, layout: LAYOUT, lineCount, unpricedLines, totalFen, contentSha256, ...digests } };
}

type Totals = Pick<StatementHead, 'lineCount' | 'unpricedLines' | 'totalFen' | 'contentSha256'> & { readonly unpricedSkus: readonly string[] };

async function totalsOf(pages: AsyncIterable<readonly StatementLine[]>, onPage: () => Promise<void>): Promise<Totals> {
  const content = createHash('sha256');
  const unpriced = new Set<string>();
  let [lineCount, unpricedLines, totalFen]: [number, number, Fen] = [0, 0, NO_FEN];
  for await (const lines of pages) {
    const without = lines.filter(({ price }) => price === null);
    for (const { settled } of without) unpriced.add(settled.sku);
    content.update(csvLines(lines));
    lineCount += lines.length;
    unpricedLines += without.length;
    totalFen = sumFen([totalFen, ...lines.map(lineFen)]);
    await onPage();
    if (lineCount > LINES_MAX) break;
  }
  return { lineCount, unpricedLines, totalFen, contentSha256: content.digest('hex'), unpricedSkus: [...unpriced].sort() };
}

async function digestsOf(head: StatementHead, pages: AsyncIterable<readonly StatementLine[]>, onPage: () => Promise<void>): Promise<Pick<StatementIssued, 'csvSha256' | 'xlsxSha256'>> {
  const csv = createHash('sha256').update(csvBefore(head));
  const xlsx = createHash('sha256').update(xlsxParts(head).map(({ text }) => text).join('') + sheetBefore());
  for await (const lines of pages) {
    csv.update(csvLines(lines));
    xlsx.update(sheetLines(lines));
    await onPage();
  }
  return { csvSha256: csv.digest('hex'), xlsxSha256: xlsx.update(sheetAfter(head)).digest('hex') };
}

export type IssuedStatement = Omit<Statement, 'outcome'> & { readonly issued: StatementIssued };

/**
 * The file of an issued statement, made again from the lines while it is sent, and held against its digest: what differs ends
 * with an error before its last byte.
 *
 * @throws StatementDiffers, SettledLinesBehind
 */
export async function* statementFile(source: LineSource, { issued, ...statement }: IssuedStatement, format: 'csv' | 'xlsx'): AsyncGenerator<Buffer> {
  const head = headOf(statement, issued);
  const scope: StatementScope = { ...statement, position: issued.position };
  if (format === 'csv') return yield* csvFile(head, statementLines(source, scope), issued.csvSha256);
  yield* zip(checkedParts(head, statementLines(source, scope), issued.xlsxSha256));
}

function headOf(statement: Omit<Statement, 'outcome'>, { position, lineCount, unpricedLines, totalFen, contentSha256 }: StatementIssued): StatementHead {
  return { ...statement, position, lineCount, unpricedLines, totalFen: asFen(totalFen), contentSha256 };
}

async function* csvFile(head: StatementHead, pages: AsyncIterable<readonly StatementLine[]>, expected: string): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  let ready = Buffer.from(csvBefore(head));
  // A page behind: the last one is given only after all was found right.
  for await (const lines of pages) {
    digest.update(ready);
    yield ready;
    ready = Buffer.from(csvLines(lines));
  }
  if (digest.update(ready).digest('hex') !== expected) throw new StatementDiffers(`the CSV of statement ${head.statementId} is not what was issued`);
  yield ready;
}

function checkedParts(head: StatementHead, pages: AsyncIterable<readonly StatementLine[]>, expected: string): readonly ZipPart[] {
  const fixed = xlsxParts(head);
  const digest = createHash('sha256').update(fixed.map(({ text }) => text).join(''));
  const told = (text: string): string => {
    digest.update(text);
    return text;
  };
  async function* lines(): AsyncGenerator<string> {
    yield told(sheetBefore());
    for await (const page of pages) yield told(sheetLines(page));
    const end = told(sheetAfter(head));
    if (digest.digest('hex') !== expected) throw new StatementDiffers(`the XLSX of statement ${head.statementId} is not what was issued`);
    yield end;
  }
  return [...fixed.map(({ name, text }) => ({ name, chunks: [text] })), { name: LINES_PART, chunks: lines() }];
}
