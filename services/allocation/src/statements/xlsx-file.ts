import { columns, headCells, type Cell, type StatementHead } from './layout.js';
import type { StatementLine } from './statement-lines.js';
import { xmlText } from './text-cells.js';

/**
 * The XLSX file by hand: six small parts and one long one, which is written while it is read. Every text is a string cell, never a
 * formula, and marked as text for whoever edits it (ECMA-376 part 1, 18.3.1.4 and 18.8.45). The last part is the one that grows.
 */
export type XlsxPart = { readonly name: string; readonly text: string };

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Places in the list of cell formats below. */
const STYLES = { title: 1, text: 2, yuan: 3, whole: 4 } as const;

const CELL_FORMATS = [
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyNumberFormat="1"/>',
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>',
  '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  '<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
];

const STYLE_SHEET = `${XML}<styleSheet ${MAIN}><fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts>`
  + '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF7"/></patternFill></fill></fills>'
  + '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
  + `<cellXfs count="${CELL_FORMATS.length}">${CELL_FORMATS.join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** The file's name of the part with the lines; it comes last. */
export const LINES_PART = 'xl/worksheets/sheet2.xml';

/** Every part but the last. */
export function xlsxParts(head: StatementHead): readonly XlsxPart[] {
  const sheet = (id: number, kind: string) => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="${TYPES}.${kind}+xml"/>`;
  return [
    { name: '[Content_Types].xml', text: `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/>${sheet(1, 'worksheet')}${sheet(2, 'worksheet')}<Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/></Types>` },
    { name: '_rels/.rels', text: `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>` },
    { name: 'xl/workbook.xml', text: `${XML}<workbook ${MAIN} xmlns:r="${RELATIONS}"><sheets><sheet name="汇总" sheetId="1" r:id="rId1"/><sheet name="明细" sheetId="2" r:id="rId2"/></sheets></workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', text: `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>` },
    { name: 'xl/styles.xml', text: STYLE_SHEET },
    { name: 'xl/worksheets/sheet1.xml', text: summarySheet(head) },
  ];
}

function summarySheet(head: StatementHead): string {
  const rows = headCells(head).map(([name, cell], n) => `<row r="${n + 1}">${stringCell('A', n + 1, STYLES.title, name)}${cellXml('B', n + 1, cell)}</row>`);
  return `${XML}<worksheet ${MAIN}><cols><col min="1" max="1" width="12" customWidth="1"/><col min="2" max="2" width="72" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

export function sheetBefore(): string {
  const widths = columns.map(({ width }, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" customWidth="1"/>`).join('');
  const titles = columns.map(({ title }, n) => stringCell(letter(n), 1, STYLES.title, title)).join('');
  return `${XML}<worksheet ${MAIN}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths}</cols><sheetData><row r="1">${titles}</row>`;
}

export function sheetLines(lines: readonly StatementLine[]): string {
  return lines.map((line) => {
    const row = line.ordinal + 1;
    return `<row r="${row}">${columns.map(({ cell }, n) => cellXml(letter(n), row, cell(line))).join('')}</row>`;
  }).join('');
}

export function sheetAfter({ lineCount }: StatementHead): string {
  return `</sheetData><autoFilter ref="A1:${letter(columns.length - 1)}${lineCount + 1}"/></worksheet>`;
}

function cellXml(column: string, row: number, { kind, text }: Cell): string {
  if (text === '') return '';
  return kind === 'text' ? stringCell(column, row, STYLES.text, text) : `<c r="${column}${row}" s="${STYLES[kind]}"><v>${text}</v></c>`;
}

const stringCell = (column: string, row: number, style: number, text: string): string => `<c r="${column}${row}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;

/** There are fewer columns than letters. */
const letter = (n: number): string => String.fromCharCode('A'.charCodeAt(0) + n);
