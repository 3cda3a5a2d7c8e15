import { inflateSync } from 'node:zlib';

export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type PdfPage = { readonly widthMm: number; readonly heightMm: number; readonly text: readonly string[]; readonly rects: readonly Rect[] };

const MM_PER_POINT = 25.4 / 72;

/**
 * As much of a PDF as our labels need, read with none of the code that wrote it: page sizes, the text through each font's
 * own table of characters, and the rectangles in millimetres from the upper left corner.
 */
export function readPdf(bytes: Buffer): readonly PdfPage[] {
  const objects = new Map([...bytes.toString('latin1').matchAll(/(?<=^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id = '', body = '']) => [id, body]));
  const referred = (body: string, name: string): string => objects.get(new RegExp(`/${name} (\\d+) 0 R`).exec(body)?.[1] ?? '') ?? '';
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b/.test(body));
  return pages.map((page) => {
    const [, , width = 0, height = 0] = (/\/MediaBox \[([\d. ]+)\]/.exec(page)?.[1] ?? '').split(' ').map(Number);
    const fonts = new Map([...referred(page, 'Resources').matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => [name, characters(unpacked(referred(objects.get(id) ?? '', 'ToUnicode')))]));
    const content = unpacked(referred(page, 'Contents'));
    return { widthMm: width * MM_PER_POINT, heightMm: height * MM_PER_POINT, text: texts(content, fonts), rects: rectangles(content) };
  });
}

/** Names and sizes of the fonts whose programs the document carries. */
export function embeddedFonts(bytes: Buffer): readonly string[] {
  const found = [...bytes.toString('latin1').matchAll(/\/FontName \/(\S+)/g)].map(([, name = '']) => name);
  if (found.length !== (bytes.toString('latin1').match(/\/FontFile[23] /g) ?? []).length) throw new Error('a font has no program in the document');
  return found;
}

function unpacked(body: string): string {
  const stream = /stream\n([\s\S]*)\nendstream/.exec(body)?.[1] ?? '';
  const raw = Buffer.from(stream, 'latin1');
  return (/\/Filter \/FlateDecode/.test(body) ? inflateSync(raw) : raw).toString('latin1');
}

/** The ToUnicode table: what each glyph number means. pdfkit numbers glyphs in runs. */
function characters(table: string): ReadonlyMap<number, string> {
  const meaning = new Map<number, string>();
  for (const [, from = '', , list = ''] of table.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/g)) {
    [...list.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, hex = ''], index) => meaning.set(parseInt(from, 16) + index, Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le')));
  }
  return meaning;
}

function texts(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): readonly string[] {
  let meaning: ReadonlyMap<number, string> = new Map();
  return [...content.matchAll(/\/(F\d+) [\d.]+ Tf|\[((?:<[0-9a-f]*>|[-\d. ]+)*)\] TJ/g)].flatMap(([, font, shown]) => {
    if (font !== undefined) meaning = fonts.get(font) ?? new Map();
    if (shown === undefined) return [];
    const hex = [...shown.matchAll(/<([0-9a-f]*)>/g)].map(([, digits]) => digits).join('');
    return [(hex.match(/.{4}/g) ?? []).map((glyph) => meaning.get(parseInt(glyph, 16)) ?? '\ufffd').join('')];
  });
}

function rectangles(content: string): readonly Rect[] {
  return [...content.matchAll(/([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re/g)].map((match) => {
    const [x = 0, y = 0, width = 0, height = 0] = match.slice(1).map((points) => Number(points) * MM_PER_POINT);
    return { x, y, width, height };
  });
}
