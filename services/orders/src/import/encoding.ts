import { ImportUnreadable } from './import-unreadable.js';

/** How much of a file is looked at before its encoding is settled: the header alone has some thirty Chinese words. */
const HEAD_BYTES = 64 * 1024;

/** No piece handed on is larger, whatever the source sends, so that what is parsed at a time stays small. */
export const PIECE_BYTES_MAX = 64 * 1024;

/** A text file may hold a stray NUL, a binary one is full of them. */
const NUL_SHARE_MAX = 0.01;

/**
 * GB18030 contains GBK, which contains GB2312: one decoder reads all three. It is Node's own (ICU): iconv-lite 0.7 loses
 * four-byte characters that are spread over three chunks, and is four times slower.
 */
export type Encoding = 'utf-8' | 'utf-16le' | 'gb18030';

/**
 * The file's text, in pieces, as the source's bytes come; the first piece is the decoded head. Bytes that are no text
 * become U+FFFD, and the row they stand in is reported.
 *
 * @param onBytes is told the bytes taken from the source so far
 * @throws ImportUnreadable for a spreadsheet, another binary file or an empty one
 */
export async function* decodeExport(source: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  let bytes = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  for await (const chunk of source) {
    bytes += chunk.length;
    onBytes(bytes);
    if (decoder) {
      yield* pieces(chunk, decoder);
      continue;
    }
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < HEAD_BYTES) continue;
    const head = Buffer.concat(held);
    held = [];
    decoder = new TextDecoder(detectEncoding(head.subarray(0, HEAD_BYTES)));
    yield* pieces(head, decoder);
  }
  if (!decoder) {
    const head = Buffer.concat(held);
    decoder = new TextDecoder(detectEncoding(head));
    yield* pieces(head, decoder);
  }
  yield decoder.decode();
}

/** Judges by the byte order mark, else by whether the head is strictly valid UTF-8: Chinese text in GB18030 never is. */
export function detectEncoding(head: Buffer): Encoding {
  refuseBinary(head);
  if (startsWith(head, [0xff, 0xfe])) return 'utf-16le';
  if (head.subarray(0, HEAD_BYTES).filter((byte) => byte === 0).length > head.length * NUL_SHARE_MAX) throw binaryGiven();
  return isUtf8(head) ? 'utf-8' : 'gb18030';
}

function* pieces(chunk: Buffer, decoder: InstanceType<typeof TextDecoder>): Generator<string> {
  for (let from = 0; from < chunk.length; from += PIECE_BYTES_MAX) yield decoder.decode(chunk.subarray(from, from + PIECE_BYTES_MAX), { stream: true });
}

function isUtf8(head: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }); // a character cut off at the end is no error
    return true;
  } catch {
    return false;
  }
}

function refuseBinary(head: Buffer): void {
  if (head.length === 0) throw new ImportUnreadable('EMPTY', '文件是空的。', 'The file is empty.');
  const start = head.subarray(0, 512).toString('latin1').trimStart().toLowerCase();
  const isSpreadsheet = startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0xd0, 0xcf, 0x11, 0xe0]) || start.startsWith('<html') || start.startsWith('<table') || start.startsWith('<?xml');
  if (isSpreadsheet) {
    throw new ImportUnreadable(
      'SPREADSHEET_GIVEN',
      '这是 Excel 文件（或压缩包），请上传平台直接导出的 CSV；若平台只给 Excel，请打开后“另存为 CSV UTF-8”，并先把编号列设为文本格式。',
      'This is a spreadsheet (or an archive). Give the CSV as the platform exports it; where it only gives a spreadsheet, open it, set the number columns to text, and save it as "CSV UTF-8".',
    );
  }
  if (startsWith(head, [0x1f, 0x8b]) || start.startsWith('%pdf')) throw binaryGiven();
}

function binaryGiven(): ImportUnreadable {
  return new ImportUnreadable('BINARY_GIVEN', '这不是文本文件，请上传平台导出的订单 CSV。', 'This is not a text file. Give the order export (CSV) of the platform.');
}

function startsWith(head: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, at) => head[at] === byte);
}
