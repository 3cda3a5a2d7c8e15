import type { BadRow, BadRowCode } from './exported-order.js';

type Reason = { readonly zh: string; readonly en: string };

const REASONS: Readonly<Record<BadRowCode, Reason>> = {
  ROW_MALFORMED: { zh: '列数与表头不一致，或引号未配对吞掉了后面的行', en: 'the row has not as many cells as the header, or an unpaired quotation mark swallowed the rows after it' },
  TEXT_BROKEN: { zh: '含有无法识别的字符，请从平台重新导出，不要转换编码', en: 'some bytes are no text in the encoding of this file: export it again and do not convert it' },
  ORDER_NO_INVALID: { zh: '订单编号不完整（用 Excel 另存过的文件会丢失位数），请从平台重新导出', en: 'the order number is not whole (a spreadsheet that saved the file loses digits): export it again' },
  INTAKE_INCOMPLETE: { zh: '缺少必填内容', en: 'a required cell is empty' },
  UNMAPPED_STATUS: { zh: '不认识的订单状态，未按任何默认状态导入', en: 'the order status is unknown, and no default is assumed' },
  QUANTITY_INVALID: { zh: '数量不是 1 到 999999 的整数', en: 'the quantity is not a whole number from 1 to 999999' },
  PRICE_INVALID: { zh: '金额不是不小于 0 且最多两位小数的数', en: 'the amount is not a number of 0 or more with at most 2 decimals' },
  TIME_INVALID: { zh: '时间无法识别', en: 'the time cannot be read' },
  LINE_DUPLICATE: { zh: '同一子订单编号出现两次且内容不同', en: 'the same sub-order number stands twice with different content' },
  ROWS_DISAGREE: { zh: '同一订单各行的收货信息不一致', en: 'the rows of this order name different receivers' },
  SIBLING_ROW_BAD: { zh: '本行无误，但同一订单的其他行有误，整单未导入', en: 'this row is good, but another row of its order is not, so the order was not taken' },
  ROW_SCATTERED: { zh: '同一订单的行相距太远，该订单已在缺少本行的情况下导入；请按主订单编号排序后重新导入', en: 'the rows of this order lie too far apart, and it was taken without this one: sort the file by order number and import it again' },
  LINES_MISSING: { zh: '明细文件中没有该订单的全部商品行，或其中有误', en: 'the detail file has not all lines of this order, or a bad one' },
  TOO_MANY_LINES: { zh: '一个订单的行数过多', en: 'the order has too many rows' },
};

/** The order in which reasons are named when a row has several: the most fundamental gives the row its code. */
const PRECEDENCE = Object.keys(REASONS);

export type Problem = { readonly code: BadRowCode; readonly field: string | null };

type Place = { readonly row: number; readonly platformOrderNo: string | null };

/** One report for all that is wrong with a row, so that a person mends it at once. At least one problem. */
export function badRow(place: Place, problems: readonly [Problem, ...Problem[]]): BadRow {
  const ranked = [...problems].sort((a, b) => PRECEDENCE.indexOf(a.code) - PRECEDENCE.indexOf(b.code));
  const codes = [...new Set(ranked.map((problem) => problem.code))];
  const told = (language: 'zh' | 'en', join: string, open: string, close: string): string =>
    codes.map((code) => {
      const fields = fieldsOf(ranked.filter((problem) => problem.code === code));
      return REASONS[code][language] + (fields.length === 0 ? '' : `${open}${fields.join(language === 'zh' ? '、' : ', ')}${close}`);
    }).join(join);
  return {
    kind: 'bad-row',
    row: place.row,
    platformOrderNo: place.platformOrderNo,
    code: ranked[0]?.code ?? problems[0].code,
    fields: fieldsOf(ranked),
    zh: `第 ${place.row} 行：${told('zh', '；', '（', '）')}`,
    en: `row ${place.row}: ${told('en', '; ', ' (', ')')}`,
  };
}

function fieldsOf(problems: readonly Problem[]): readonly string[] {
  return [...new Set(problems.flatMap((problem) => (problem.field === null ? [] : [problem.field])))];
}
