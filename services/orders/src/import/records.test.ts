import { delimiterOf, readRows, ROW_CHARS_MAX, type SheetRow } from './records.js';

test('rows are numbered as a spreadsheet does: blank rows count, line breaks in a cell do not', async () => {
  expect(await rows('标题\r\na,b\r\n1,"x\ny\nz"\r\n\r\n2,w')).toEqual([
    { row: 1, cells: ['标题'] }, { row: 2, cells: ['a', 'b'] }, { row: 3, cells: ['1', 'x\ny\nz'] }, { row: 4, cells: [''] }, { row: 5, cells: ['2', 'w'] },
  ]);
});

test('bare ="…", stray quotation marks and doubled ones are cells', async () => {
  expect(await rows('="0123",5"管,"说""急""",\'138\n')).toEqual([{ row: 1, cells: ['="0123"', '5"管', '说"急"', "'138"] }]);
});

test('every kind of line end ends a row, mixed in one file too', async () => {
  expect((await rows('a\nb\r\nc\rd')).map(({ cells }) => cells)).toEqual([['a'], ['b'], ['c'], ['d']]);
});

test.each([['订单号,商品,数量\n1,2\t\t,3', ','], ['标题,有逗号\n订单号\t商品\t数量', '\t'], ['a', ',']])('the delimiter of %j is %j', (head, delimiter) => expect(delimiterOf(head)).toBe(delimiter));

test('a quotation mark that is never closed ends the file after all rows before it', async () => {
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { row } of readRows(pieces(['a,b\n1,2\n', '3,4\n5,"never closed\n6,7\n']))) seen.push(row);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'QUOTE_NOT_CLOSED', fromRow: 4 });
  expect(seen).toEqual([1, 2, 3]);
});

test('a quotation mark that swallows megabytes is noticed long before the end', async () => {
  let taken = 0;
  async function* endless(): AsyncGenerator<string> {
    yield 'a,"';
    for (;; taken += 1) yield '未完\n'.repeat(1_000);
  }
  await expect(readRows(endless()).next()).rejects.toMatchObject({ code: 'QUOTE_NOT_CLOSED', fromRow: 1 });
  expect(taken * 3_000).toBeLessThan(4 * ROW_CHARS_MAX);
});

test('a row longer than any real one is such a swallowing too, even if it is closed', async () => {
  await expect(rows(`a\n"${'x'.repeat(ROW_CHARS_MAX)}"\nb`)).rejects.toMatchObject({ code: 'QUOTE_NOT_CLOSED', fromRow: 2 });
});

async function rows(text: string): Promise<readonly SheetRow[]> {
  const read: SheetRow[] = [];
  for await (const row of readRows(pieces([text]))) read.push(row);
  return read;
}

async function* pieces(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}
