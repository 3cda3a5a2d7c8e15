import iconv from 'iconv-lite';

export type CanaryForm = { readonly form: string; readonly bytes: Buffer };

/** Every way a planted text may be written in a file, a log or a response; forms that are the same bytes are given once. */
export function canaryForms(canary: string): readonly CanaryForm[] {
  const utf8 = Buffer.from(canary, 'utf8');
  const hex = utf8.toString('hex');
  const unicode = Array.from({ length: canary.length }, (_, n) => canary.charCodeAt(n));
  const json = (letters: (digits: string) => string, only: (code: number) => boolean): string =>
    unicode.map((code) => (only(code) ? `\\u${letters(code.toString(16).padStart(4, '0'))}` : String.fromCharCode(code))).join('');
  const percent = Array.from(utf8, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const [lower, upper] = [(text: string): string => text.toLowerCase(), (text: string): string => text.toUpperCase()];
  const [all, notAscii] = [(): boolean => true, (code: number): boolean => code > 0x7e];
  const url = encodeURIComponent(canary);
  const forms: readonly (readonly [form: string, bytes: Buffer | string])[] = [
    ['utf-8', utf8],
    ['utf-16le', Buffer.from(canary, 'utf16le')],
    ...gbk(canary),
    ['json', json(lower, notAscii)],
    ['json', json(upper, notAscii)],
    ['json', json(lower, all)],
    ['json', json(upper, all)],
    ['hex', hex],
    ['hex', hex.toUpperCase()],
    ['url', url],
    ['url', url.replace(/%[0-9A-F]{2}/g, lower)],
    ['url', url.replaceAll('%20', '+')],
    ['url', percent],
    ['url', percent.toUpperCase()],
    ...[0, 1, 2].flatMap((before) => base64(utf8, before)),
  ];
  const distinct = new Map<string, CanaryForm>();
  for (const [form, content] of forms) {
    const bytes = Buffer.from(content);
    if (!distinct.has(bytes.toString('latin1'))) distinct.set(bytes.toString('latin1'), { form, bytes });
  }
  return [...distinct.values()];
}

/** GBK, with the four bytes of GB 18030 where it has no character of its own (𠮷). */
function gbk(canary: string): readonly (readonly [form: string, bytes: Buffer])[] {
  return [['gbk', iconv.encode(canary, 'gb18030')]];
}

/**
 * The letters that only the canary decides, when so many bytes (modulo three) stand before it: of the first and the last letters
 * some bits belong to its neighbours.
 */
function base64(utf8: Buffer, before: number): readonly (readonly [form: string, text: string])[] {
  const text = Buffer.concat([Buffer.alloc(before), utf8]).toString('base64');
  const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + utf8.length) * 8) / 6));
  return [['base64', own], ['base64', own.replaceAll('+', '-').replaceAll('/', '_')]];
}
