import { addressParts, areaLine, streetOnly, type AddressParts } from './address.js';
import { parsePhone, type Phone } from './phone.js';
import { graphemesOf, plainText } from './plain-text.js';

/**
 * Masks for screens and for printed labels. A label follows GB/T 41833-2022: at least one Han character of the name and six digits of the
 * number are hidden, and building, unit and room are not shown. Every mask of '' is ''.
 */
const HIDDEN = '****';
const HIDDEN_ON_LABELS = '******';
const HIDDEN_EXTENSION = '-***';
const LAST_DIGITS = 2;
/** A number with fewer digits than this shows none of them. */
const DIGITS_TO_SHOW_SOME = 6;

/**
 * 张三 → 张*, 欧阳娜娜 → 欧***, John Smith → J*** S****, 阿凡提·买买提 → 阿**·***. A word of one character is hidden whole. The count of
 * characters stays visible; the rule asks for it.
 */
export function maskName(name: string): string {
  const joined = plainText(name).trim().replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '');
  return joined.split(/\s+/u).map(maskWord).join(' ');
}

/** 13800005678 → 138****5678, 010-12345678 → 010-****5678, +852 9123 4567 → +852******67. A stand-in number is shown in full. */
export function maskPhone(phone: string): string {
  return phone.trim() === '' ? '' : maskParsed(parsePhone(phone), HIDDEN);
}

/**
 * The mask an event holds, for ever: as on a screen, but a stand-in number is masked too, for nobody can tell it from a person's own
 * number with something typed behind it. To show it in full, open it.
 */
export function maskStoredPhone(phone: string): string {
  const parsed = parsePhone(phone);
  return parsed.kind === 'privacy' ? `${maskParsed({ kind: 'mobile', digits: parsed.digits }, HIDDEN)}${HIDDEN_EXTENSION}` : maskPhone(phone);
}

/** Down to the town: 浙江省杭州市西湖区三墩镇****. A line whose region is not recognised is hidden whole. */
export function maskAddress(line: string): string {
  return line.trim() === '' ? '' : maskAddressParts(addressParts(line));
}

export function maskAddressParts(parts: AddressParts): string {
  return `${areaLine(parts)}${HIDDEN}`;
}

export function labelName(name: string): string {
  return maskName(name);
}

/** 13800005678 → 138******78. */
export function labelPhone(phone: string): string {
  return phone.trim() === '' ? '' : maskParsed(parsePhone(phone), HIDDEN_ON_LABELS);
}

/** Down to the house number: 浙江省杭州市西湖区三墩镇淘宝城911号****. */
export function labelAddress(line: string): string {
  return line.trim() === '' ? '' : labelAddressParts(addressParts(line));
}

export function labelAddressParts(parts: AddressParts): string {
  return `${areaLine(parts)}${streetOnly(parts.detail)}${HIDDEN}`;
}

function maskWord(word: string): string {
  const [first, ...others] = graphemesOf(word.replace(/[•・‧∙⋅]/gu, '·'));
  if (first === undefined) return '';
  const kept = others.some((grapheme) => grapheme !== '·') && /^\p{L}/u.test(first) ? first : '*';
  return kept + others.map((grapheme) => (grapheme === '·' ? '·' : '*')).join('');
}

function maskParsed(phone: Phone, hidden: string): string {
  switch (phone.kind) {
    case 'mobile': return `${phone.digits.slice(0, 3)}${hidden}${phone.digits.slice(3 + hidden.length)}`;
    case 'privacy': return `${phone.digits}-${phone.extension}`;
    case 'landline': return `${phone.area}-${hidden}${phone.local.slice(hidden.length)}${phone.extension && HIDDEN_EXTENSION}`;
    case 'foreign': return `+${phone.country}${HIDDEN_ON_LABELS}${lastDigits(phone.local)}`;
    case 'unknown': return `${HIDDEN_ON_LABELS}${lastDigits(phone.text.replace(/\D/g, ''))}`;
  }
}

function lastDigits(digits: string): string {
  return digits.length < DIGITS_TO_SHOW_SOME ? '' : digits.slice(-LAST_DIGITS);
}
