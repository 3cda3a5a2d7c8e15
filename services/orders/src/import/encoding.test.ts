import iconv from 'iconv-lite';
import { decodeExport, detectEncoding, PIECE_BYTES_MAX } from './encoding.js';
import { ImportUnreadable } from './import-unreadable.js';

const TEXT = '订单号,商品\r\n261111-123456789012345,𠮷野家 😀\r\n';

describe('the encoding is told from the bytes', () => {
  test.each([['utf-8', 'utf-8'], ['gbk', 'gb18030'], ['gb2312', 'gb18030'], ['gb18030', 'gb18030']])('%s', (written, read) => expect(detectEncoding(iconv.encode('订单号,商品', written))).toBe(read));

  test('a byte order mark settles it', () => {
    expect(detectEncoding(Buffer.from([0xef, 0xbb, 0xbf, 0x61]))).toBe('utf-8');
    expect(detectEncoding(Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode('订单', 'utf-16le')]))).toBe('utf-16le');
  });

  test('a character cut off at the end of the head is no reason against UTF-8', () => {
    expect(detectEncoding(Buffer.from('订单号').subarray(0, 8))).toBe('utf-8');
  });
});

describe('text survives every way of cutting its bytes', () => {
  test.each(['utf-8', 'gb18030'])('%s, byte by byte', async (encoding) => {
    const padded = TEXT.repeat(2_500); // longer than the head, so that the cuts fall behind it too
    expect(await decoded([...iconv.encode(padded, encoding)].map((byte) => Buffer.of(byte)))).toBe(padded);
  });

  test('one huge chunk comes out in small pieces', async () => {
    const pieces: number[] = [];
    for await (const piece of decodeExport(source([Buffer.from(TEXT.repeat(10_000))]), () => undefined)) pieces.push(piece.length);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(PIECE_BYTES_MAX);
  });
});

describe('what is no text is refused with what to do', () => {
  test.each<[string, Buffer, string]>([
    ['an XLSX file', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x14]), 'SPREADSHEET_GIVEN'], ['an XLS file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'SPREADSHEET_GIVEN'],
    ['an HTML table called .xls', Buffer.from('<html><table>'), 'SPREADSHEET_GIVEN'], ['a PDF', Buffer.from('%PDF-1.7'), 'BINARY_GIVEN'], ['a gzip file', Buffer.from([0x1f, 0x8b, 8]), 'BINARY_GIVEN'],
    ['bytes full of zeros', Buffer.from([1, 0, 2, 0, 3, 0]), 'BINARY_GIVEN'], ['an empty file', Buffer.alloc(0), 'EMPTY'],
  ])('%s', async (_, bytes, code) => {
    const refusal = await decoded([bytes]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ImportUnreadable);
    expect(refusal).toMatchObject({ code });
  });
});

async function decoded(chunks: readonly Buffer[]): Promise<string> {
  let text = '';
  for await (const piece of decodeExport(source(chunks), () => undefined)) text += piece;
  return text;
}

async function* source(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
