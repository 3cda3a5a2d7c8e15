import { plainText } from './plain-text.js';

export type PersonalDataKind = 'mobile' | 'landline' | 'id-card' | 'email' | 'address';
/** A place in the text as it was given: UTF-16 offsets, end not included. */
export type PersonalDataFound = { readonly kind: PersonalDataKind; readonly start: number; readonly end: number };

/** What stands in place of what was found. */
const PLACEHOLDERS: Readonly<Record<PersonalDataKind, string>> = {
  mobile: '[电话]', landline: '[电话]', 'id-card': '[证件号]', email: '[邮箱]', address: '[地址]',
};

/** People split numbers to slip them past a detector: up to two such marks between two digits are still one number. */
const GAP = String.raw`[\s.·_~/\\,，、*()（）【】\[\]‐-―−-]{0,2}`;
const DIGITS: Readonly<Record<string, string>> = { 〇: '0', 零: '0', 一: '1', 幺: '1', 二: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 八: '8', 九: '9', 壹: '1', 贰: '2', 叁: '3', 肆: '4', 伍: '5', 陆: '6', 柒: '7', 捌: '8', 玖: '9' };
const NUMBER = '[0-9A-Za-z一二三四五六七八九十百零〇两]{1,6}';
const STREET = '(?:路|街|大道|巷|弄|胡同|村|小区|花园|家园|公寓|苑|大厦|广场|新城)';
const BUILDING = '(?:号楼|栋|幢|座|单元)';
const ROOM = '(?:号楼|栋|幢|座|单元|层|楼|室|房|户|号)';

const DETECTORS: readonly { readonly kind: PersonalDataKind; readonly view: 'digits' | 'plain'; readonly pattern: RegExp }[] = [
  { kind: 'id-card', view: 'plain', pattern: /(?<!\d)[1-8]\d{5}(?:1[89]|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g },
  { kind: 'email', view: 'plain', pattern: /[A-Za-z0-9._%+-]+\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g },
  { kind: 'mobile', view: 'digits', pattern: new RegExp(`(?<!\\d)(?:(?:\\+|00)?86${GAP})?1${GAP}[3-9](?:${GAP}\\d){9}(?!\\d)`, 'gu') },
  { kind: 'landline', view: 'plain', pattern: /(?<!\d)[(（]?0(?:10|2\d|[3-9]\d{2})[)）\s‐-―−-]{0,2}[2-8]\d{2,3}[\s‐-―−-]?\d{4}(?!\d)/gu },
  { kind: 'address', view: 'plain', pattern: new RegExp(`\\p{Script=Han}{1,12}?${STREET}[^\\n,，。;；[\\]]{0,12}?\\d{1,5}\\s?(?:号|弄|栋|幢|座|单元|室|楼)(?:[\\s-]*${NUMBER}\\s*${ROOM}|[\\s-]*\\d+)*`, 'gu') },
  { kind: 'address', view: 'plain', pattern: new RegExp(`(?:\\p{Script=Han}{1,12}?${STREET}[\\s-]*)?${NUMBER}\\s*${BUILDING}(?:[\\s-]*${NUMBER}\\s*${ROOM})*[\\s-]*(?:${NUMBER}\\s*(?:室|房|户|号|层|楼)|\\d{2,})`, 'gu') },
  { kind: 'address', view: 'plain', pattern: new RegExp(`${NUMBER}\\s*(?:层|楼)[\\s-]*${NUMBER}\\s*(?:室|房)`, 'gu') },
];

/**
 * Finds what may identify a receiver in a remark, in order and without overlaps. Full-width, Arabic and Chinese digits count as
 * digits. A platform's stand-in number counts as a mobile: here nobody can tell them apart. Identity card numbers are found
 * by their form, whatever their check digit, for a mistyped one is personal too.
 */
export function findPersonalData(text: string): readonly PersonalDataFound[] {
  const views = viewsOf(text);
  const found = DETECTORS.flatMap(({ kind, view, pattern }) =>
    Array.from(views[view].matchAll(pattern), (match) => ({ kind, start: views.starts[match.index] ?? 0, end: views.ends[match.index + match[0].length - 1] ?? text.length })),
  ).sort((a, b) => a.start - b.start || b.end - a.end);
  const apart: PersonalDataFound[] = [];
  for (const next of found) {
    const last = apart.at(-1);
    if (!last || next.start >= last.end) apart.push(next);
    else if (next.end > last.end) apart[apart.length - 1] = { ...last, end: next.end };
  }
  return apart;
}

/** The text with a word in place of everything found ([电话], [地址]); masking again changes nothing. */
export function maskFreeText(text: string): string {
  let masked = '';
  let from = 0;
  for (const { kind, start, end } of findPersonalData(text)) {
    masked += text.slice(from, start) + PLACEHOLDERS[kind];
    from = end;
  }
  return masked + text.slice(from);
}

/** The text in plain characters, once more with Chinese numerals as digits (same length), and where each character came from. */
function viewsOf(text: string): { readonly plain: string; readonly digits: string; readonly starts: readonly number[]; readonly ends: readonly number[] } {
  const [starts, ends]: [number[], number[]] = [[], []];
  let plain = '';
  let offset = 0;
  for (const character of text) {
    const normal = plainText(character);
    plain += normal;
    for (let unit = 0; unit < normal.length; unit++) {
      starts.push(offset);
      ends.push(offset + character.length);
    }
    offset += character.length;
  }
  return { plain, digits: plain.replace(/[〇零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖]/g, (numeral) => DIGITS[numeral] ?? numeral), starts, ends };
}
