import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/**
 * A ZIP file, written while its parts are read (PKWARE APPNOTE 6.3: sizes follow the data). No clock gets into it: every part
 * has the oldest date the format knows, so that the same parts are the same file.
 */
export type ZipPart = { readonly name: string; readonly chunks: AsyncIterable<string> | Iterable<string> };

/** Sizes and offsets have 32 bits; the 64-bit form is not written. */
const BYTES_MAX = 0xffff_ffff;
const VERSION = 20;
/** Sizes behind the data; names in UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** The 1st of January 1980. */
const DATE = 0x0021;
const LOCAL = 0x0403_4b50;
const DESCRIPTOR = 0x0807_4b50;
const CENTRAL = 0x0201_4b50;
const END = 0x0605_4b50;

type Written = { readonly name: Buffer; readonly at: number; crc: number; packed: number; plain: number };

/** @throws RangeError for what does not fit the 32-bit form */
export async function* zip(parts: AsyncIterable<ZipPart> | Iterable<ZipPart>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  const counted = (bytes: Buffer): Buffer => {
    offset += bytes.length;
    if (offset > BYTES_MAX) throw new RangeError('this file would be longer than 4 GiB');
    return bytes;
  };
  for await (const part of parts) {
    const entry: Written = { name: Buffer.from(part.name), at: offset, crc: 0, packed: 0, plain: 0 };
    yield counted(Buffer.concat([fields([4, LOCAL], [2, VERSION], ...common(entry, true)), entry.name]));
    for await (const bytes of deflated(part.chunks, entry)) yield counted(bytes);
    yield counted(fields([4, DESCRIPTOR], [4, entry.crc], [4, entry.packed], [4, entry.plain]));
    written.push(entry);
  }
  const directoryAt = offset;
  for (const entry of written) yield counted(Buffer.concat([fields([4, CENTRAL], [2, VERSION], [2, VERSION], ...common(entry, false), [2, 0], [2, 0], [2, 0], [4, 0], [4, entry.at]), entry.name]));
  yield counted(fields([4, END], [2, 0], [2, 0], [2, written.length], [2, written.length], [4, offset - directoryAt], [4, directoryAt], [2, 0]));
}

type Field = readonly [bytes: 2 | 4, value: number];

/** What the local header and the directory say alike; the local one does not know the sizes yet. */
function common({ name, crc, packed, plain }: Written, ahead: boolean): readonly Field[] {
  return [[2, FLAGS], [2, DEFLATED], [2, 0], [2, DATE], [4, ahead ? 0 : crc], [4, ahead ? 0 : packed], [4, ahead ? 0 : plain], [2, name.length], [2, 0]];
}

function fields(...values: readonly Field[]): Buffer {
  return Buffer.concat(values.map(([bytes, value]) => {
    const field = Buffer.alloc(bytes);
    field.writeUIntLE(value, 0, bytes);
    return field;
  }));
}

/** What fails while the part is read fails here too. */
async function* deflated(chunks: ZipPart['chunks'], entry: Written): AsyncGenerator<Buffer> {
  const packer = createDeflateRaw();
  pipeline(Readable.from(measured(chunks, entry)), packer, () => undefined);
  for await (const bytes of packer) {
    if (!Buffer.isBuffer(bytes)) throw new TypeError('a deflater gives bytes');
    entry.packed += bytes.length;
    yield bytes;
  }
}

async function* measured(chunks: ZipPart['chunks'], entry: Written): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk);
    entry.crc = crc32(bytes, entry.crc);
    entry.plain += bytes.length;
    if (entry.plain > BYTES_MAX) throw new RangeError(`${entry.name.toString()} would be longer than 4 GiB`);
    yield bytes;
  }
}
