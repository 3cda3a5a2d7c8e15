import { createReadStream } from 'node:fs';
import { request as requestPlain, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as requestSecure } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Connection } from './connection.js';
import { CouldNot, Refused, unreachable } from './failure.js';
import { problemOf } from './server.js';

export type FilePart = { readonly name: 'lines' | 'file'; readonly path: string; readonly bytes: number };

export type Form = { readonly fields: Readonly<Record<string, string>>; readonly files: readonly FilePart[]; readonly boundary: string };

/**
 * Sends a form as a stream, never more of it in memory than the connection takes, and yields the lines of the answer while
 * it still sends: the other end answers as it works.
 *
 * @param onSent total bytes of files handed to the connection
 * @throws Refused when the answer is a problem; CouldNot when nothing answers, or the connection breaks
 */
export async function* postForm({ url, key }: Connection, path: string, form: Form, onSent: (bytes: number) => void): AsyncGenerator<string> {
  const { boundary, files } = form;
  const length = sum(headsOf(form).map((head) => Buffer.byteLength(head))) + sum(files.map(({ bytes }) => bytes)) + Buffer.byteLength(tailOf(form));
  const headers = { authorization: `Bearer ${key}`, accept: 'application/x-ndjson', 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': length };
  const exchange = open(`${url}/v1${path}`, headers, url);
  const sending = pipeline(Readable.from(bytesOf(form, onSent)), exchange.request).then(() => null, (error: unknown) => error);
  try {
    const answer = await exchange.answer;
    if (answer.statusCode !== 200) throw new Refused(problemOf(await textOf(answer), answer.statusCode ?? 0));
    yield* linesOf(answer);
    const failure = await sending;
    if (failure) throw broken(failure);
  } finally {
    exchange.request.destroy();
  }
}

const broken = (cause: unknown): CouldNot =>
  new CouldNot('连接中断。已导入的订单保留；请再次运行同一命令，从中断处继续，不会重复。', 'The connection broke. What was taken in stays: run the same command again, it goes on where it stopped and doubles nothing.', { cause });

type Exchange = { readonly request: ReturnType<typeof requestPlain>; readonly answer: Promise<IncomingMessage> };

function open(address: string, headers: OutgoingHttpHeaders, url: string): Exchange {
  const request = (address.startsWith('https:') ? requestSecure : requestPlain)(address, { method: 'POST', headers });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    // Before an answer it could not be reached; behind one, an end of sending is told by the answer.
    request.on('error', (error) => reject(request.socket?.bytesWritten ? broken(error) : unreachable(url, error)));
  });
  return { request, answer };
}

async function* bytesOf(form: Form, onSent: (bytes: number) => void): AsyncGenerator<Buffer> {
  let sent = 0;
  const heads = headsOf(form);
  for (const [n, { path }] of form.files.entries()) {
    yield Buffer.from(heads[n] ?? '');
    for await (const chunk of createReadStream(path)) {
      yield chunk;
      sent += chunk.length;
      onSent(sent);
    }
  }
  yield Buffer.from(tailOf(form));
}

/** What stands before each file; before the first also the fields. */
function headsOf({ fields, files, boundary }: Form): readonly string[] {
  const told = Object.entries(fields).map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
  return files.map(({ name }, n) => `${n === 0 ? told : '\r\n'}--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${name}.csv"\r\ncontent-type: text/csv\r\n\r\n`);
}

const tailOf = ({ boundary }: Form): string => `\r\n--${boundary}--\r\n`;

/** @throws CouldNot when the answer ends before its end */
async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  answer.setEncoding('utf8');
  try {
    for await (const chunk of answer) {
      const lines = `${rest}${String(chunk)}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw broken(error);
  }
  if (rest !== '') yield rest;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) text += chunk;
  return text;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
