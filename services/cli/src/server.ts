import type { Connection } from './connection.js';
import { Refused, unreachable, type ProblemDocument } from './failure.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The system at the other end. */
export class Server {
  constructor(readonly connection: Connection) {}

  /** @throws Refused when it says no, CouldNot when nothing answers */
  async ask<Body>(method: Method, path: string, body?: object): Promise<Body> {
    const { url, key } = this.connection;
    const headers = { authorization: `Bearer ${key}`, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) };
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      text = await response.text();
    } catch (error) {
      throw unreachable(url, error);
    }
    if (!response.ok) throw new Refused(problemOf(text, response.status));
    const parsed: Body = JSON.parse(text);
    return parsed;
  }
}

/** What answers may be something else than our server: a proxy, another program on the port. */
export function problemOf(text: string, status: number): ProblemDocument {
  try {
    const found: Partial<ProblemDocument> | null = JSON.parse(text);
    if (found?.code !== undefined && found.messages && found.hint && found.guards) return { ...found, code: found.code, status, messages: found.messages, hint: found.hint, guards: found.guards, correlationId: found.correlationId ?? '' };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const messages = { zh: `服务器答复了 ${status}，但不是本系统的答复。`, en: `It answered ${status}, and not as this system does.` };
  return { code: `HTTP_${status}`, status, messages, hint: { zh: '请核对 --url 指向的地址。', en: 'Check the address that --url names.' }, guards: [], correlationId: '' };
}

/** `?a=1&b=2` of what is given. */
export function query(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, String(value)]);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
