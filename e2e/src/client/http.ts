import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { systemPorts } from '@daifa/ports/system';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A refusal or failure as RFC 9457 tells it, as far as a caller needs it. */
export type ProblemDocument = {
  readonly code: string;
  readonly status: number;
  readonly messages: { readonly zh: string; readonly en: string };
  readonly guards: readonly { readonly code: string; readonly facts: Readonly<Record<string, unknown>> }[];
  readonly correlationId: string;
};

/** What came back, and when: `sentAt` and `returnedAt` are milliseconds of this process's monotonic clock. */
export type Exchange = {
  readonly method: Method;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** Stands in the metadata of every event this request caused, and in theirs of what they caused. */
  readonly correlationId: string;
  readonly sentAt: number;
  readonly returnedAt: number;
};

export type Answer<Body> = Exchange & ({ readonly ok: true; readonly body: Body } | { readonly ok: false; readonly problem: ProblemDocument });

/** One system as its callers reach it: address, connections, and the place of the latest write, which reads then wait for. */
export type Connection = {
  readonly url: string;
  /** `key` null: as a stranger. A body is sent as JSON, bytes as they are with the content type of `headers`. */
  ask<Body>(key: string | null, method: Method, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer<Body>>;
  /** Reads from now on wait until the read models have this position of the log. */
  sawPosition(position: number): void;
  close(): void;
};

/** Nobody answers at the address. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  constructor(readonly url: string, options: ErrorOptions) {
    super(`nothing answers at ${url}`, options);
  }
}

const SOCKETS_MAX = 128;

/** @param observe told of every exchange, for those who search through what a system says */
export function connect(url: string, observe: (exchange: Exchange) => void = () => undefined): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX, noDelay: true });
  let position = 0;
  return {
    url,
    sawPosition: (seen) => void (position = Math.max(position, seen)),
    close: () => agent.destroy(),
    ask: <Body>(key: string | null, method: Method, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer<Body>> => patiently(method, async () => {
      const correlationId = randomUUID();
      const payload = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
      const sent = {
        'x-correlation-id': correlationId,
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(payload !== undefined && { 'content-type': 'application/json', 'content-length': String(payload.length) }),
        ...(method === 'GET' && position > 0 && { 'daifa-position': String(position) }),
        ...headers,
      };
      const sentAt = performance.now();
      const { status, headers: received, bytes } = await roundTrip(new URL(path, url), { method, headers: sent, agent, payload });
      const exchange = { method, path, status, headers: received, bytes, correlationId, sentAt, returnedAt: performance.now() };
      observe(exchange);
      position = Math.max(position, Number(received['daifa-position'] ?? 0));
      return answerOf<Body>(exchange);
    }),
  };
}

/** On a machine that is busy with a dozen processes. */
const BEHIND_MS_MAX = 30_000;
const BEHIND_PAUSE_MS = 100;

/** A list that has not yet seen what its caller has says so, and to ask again: a caller who means it does. */
async function patiently<Body>(method: Method, ask: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  const giveUpAt = performance.now() + BEHIND_MS_MAX;
  for (;;) {
    const answer = await ask();
    if (method !== 'GET' || answer.ok || answer.status !== 503 || answer.problem.code !== 'READ_BEHIND' || performance.now() > giveUpAt) return answer;
    await systemPorts.timers.sleep(BEHIND_PAUSE_MS);
  }
}

type Request = { readonly method: Method; readonly headers: Readonly<Record<string, string>>; readonly agent: Agent; readonly payload: Buffer | undefined };

function roundTrip(url: URL, { method, headers, agent, payload }: Request): Promise<Pick<Exchange, 'status' | 'headers' | 'bytes'>> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: headersOf(response), bytes: Buffer.concat(chunks) }));
    });
    request.on('error', (cause) => reject(new Unreachable(url.origin, { cause })));
    request.end(payload);
  });
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

/** Where text becomes a body: its type is what the route promises, and stories fail soon where it is not. */
function answerOf<Body>(exchange: Exchange): Answer<Body> {
  const isJson = exchange.headers['content-type']?.includes('json') ?? false;
  const parsed: unknown = isJson && exchange.bytes.length > 0 ? JSON.parse(exchange.bytes.toString('utf8')) : null;
  return exchange.status < 400 ? { ...exchange, ok: true, body: parsed as Body } : { ...exchange, ok: false, problem: parsed as ProblemDocument };
}
