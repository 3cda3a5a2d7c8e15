import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runCli } from './run.js';

let folder: string;
let server: Server;
let url: string;
let answering: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'daifa-cli-'));
  server = createServer((request, response) => void answering(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  url = `http://127.0.0.1:${address.port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function daifa(...args: readonly string[]): Promise<{ exit: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const exit = await runCli(args, { environment: { url, key: 'a-key', home: folder, dataDir: 'data' }, columns: null, progress: null, out: (text) => void (out += text), err: (text) => void (err += text) });
  return { exit, out, err };
}

function file(name: string, bytes: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const progress = { bytes: 10, rows: 3, orders: 2, imported: 2, updated: 0, unchanged: 0, refused: 0, badRows: 1 };
const badRow = { file: 'orders', row: 17, platformOrderNo: '261111-1', code: 'PRICE_INVALID', fields: ['商品总价(元)'], zh: '第 17 行：金额有误', en: 'row 17: the amount is wrong' };
const summary = { kind: 'summary', importId: 'import-1', position: 41, ...progress, bad: { count: 1, rows: [badRow] } };
const line = (value: object): string => `${JSON.stringify(value)}\n`;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('the form is sent whole: fields, then lines, then orders, byte for byte', async () => {
  let body = '';
  let headers: IncomingMessage['headers'] = {};
  answering = async (request, response) => {
    ({ headers } = request);
    body = await textOf(request);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(line({ ...summary, bad: { count: 0, rows: [] }, badRows: 0 }));
  };
  const { exit, out } = await daifa('orders', 'import', file('orders.csv', '订单,1\r\n'), '--lines', file('lines.csv', '明细\r\n'), '--shop', 'shop-9', '--channel', 'TAOBAO', '--approve', 'person');
  expect(exit).toBe(0);
  expect(Number(headers['content-length'])).toBe(Buffer.byteLength(body));
  const order = ['name="shopId"\r\n\r\nshop-9\r\n', 'name="channel"\r\n\r\nTAOBAO\r\n', 'name="approve"\r\n\r\nPERSON\r\n', 'name="lines"', '\r\n\r\n明细\r\n\r\n--', 'name="file"', '\r\n\r\n订单,1\r\n\r\n--'].map((part) => body.indexOf(part));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
  expect(headers).toMatchObject({ authorization: 'Bearer a-key', accept: 'application/x-ndjson' });
  expect(out).toMatch(/新导入 Imported +2\n/);
});

test('bad rows are told in both languages, and the exit code is 1', async () => {
  answering = async (request, response) => {
    await textOf(request);
    response.writeHead(200).end(line({ kind: 'progress', ...progress }) + line(summary));
  };
  const path = file('orders.csv', '0123456789');
  const { exit, out, err } = await daifa('orders', 'import', path);
  expect(exit).toBe(1);
  for (const text of ['PRICE_INVALID', '261111-1', '第 17 行：金额有误', 'row 17: the amount is wrong']) expect(out).toContain(text);
  expect(err).toContain('100%  已入库 stored 2  坏行 bad 1');
  const quiet = await daifa('orders', 'import', path, '--json');
  expect([quiet.exit, quiet.err, JSON.parse(quiet.out)]).toEqual([1, '', summary]);
});

test('a problem answered while the file is still being sent is shown, not the broken pipe', async () => {
  answering = async (request, response) => {
    await once(request, 'data');
    request.pause();
    const problem = { code: 'IMPORT_UNREADABLE', status: 422, messages: { zh: '导入文件无法读取。', en: 'It cannot be read.' }, hint: { zh: '见下。', en: 'See below.' }, guards: [{ code: 'IMPORT_UNREADABLE', messages: { zh: '', en: '' }, hint: { zh: '', en: '' }, facts: { zh: '这不是订单导出。', en: 'This is no order export.', orders: 0 } }], correlationId: 'c-1' };
    response.writeHead(422, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  };
  const { exit, err } = await daifa('orders', 'import', file('orders.csv', Buffer.alloc(8 * 1024 * 1024, 'x')));
  expect(exit).toBe(2);
  expect(err).toMatch(/IMPORT_UNREADABLE \(422\)[^]*这不是订单导出。\n {2}This is no order export\./);
});

test('an interrupted import says how far it came', async () => {
  answering = async (request, response) => {
    await textOf(request);
    const facts = { importId: 'import-1', ...progress };
    response.writeHead(200).end(line({ kind: 'progress', ...progress }) + line({ kind: 'problem', problem: { code: 'IMPORT_INTERRUPTED', status: 503, messages: { zh: '导入中断。', en: 'Interrupted.' }, hint: { zh: '再次导入。', en: 'Import it again.' }, guards: [{ code: 'IMPORT_INTERRUPTED', messages: { zh: '', en: '' }, hint: { zh: '', en: '' }, facts }], correlationId: 'c-1' } }));
  };
  const { exit, err } = await daifa('orders', 'import', file('orders.csv', '0123456789'));
  expect(exit).toBe(2);
  expect(err).toMatch(/导入中断。 再次导入。[^]*orders=2 {2}imported=2/);
});

test.each([['before it answers', false], ['while it answers', true]])('a connection that breaks %s: run it again', async (_, hasAnswered) => {
  answering = async (request, response) => {
    await once(request, 'data');
    if (hasAnswered) await new Promise((resolve) => response.writeHead(200).write(line({ kind: 'progress', ...progress }), resolve));
    request.socket.destroy();
  };
  const { exit, err } = await daifa('orders', 'import', file('orders.csv', Buffer.alloc(1024 * 1024, 'x')));
  expect(exit).toBe(2);
  expect(err).toMatch(/连接中断[^]*run the same command again/);
});

test('an answer that ends without a result is no success', async () => {
  answering = async (request, response) => {
    await textOf(request);
    response.writeHead(200).end(line({ kind: 'progress', ...progress }));
  };
  expect(await daifa('orders', 'import', file('orders.csv', 'x'))).toMatchObject({ exit: 2, err: expect.stringContaining('ended without a result') });
});

test('a file that is not there: nothing is asked', async () => {
  answering = async () => expect(true).toBe(false);
  expect(await daifa('orders', 'import', join(folder, 'nowhere.csv'))).toMatchObject({ exit: 2, err: expect.stringContaining('There is no such file') });
});
