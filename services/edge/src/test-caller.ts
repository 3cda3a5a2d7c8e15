import { once } from 'node:events';
import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';

export type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly text: string; json(): ReturnType<typeof JSON.parse> };
export type Asking = { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Buffer; readonly agent?: Agent };

/** One request over a real connection, as it is written. */
export async function ask(url: string, path: string, { method = 'GET', headers = {}, body, agent }: Asking = {}): Promise<Answer> {
  const request = open(url, path, { method, headers: { ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }), ...headers }, ...(agent && { agent }) });
  request.end(body);
  return read(await answerTo(request));
}

export function open(url: string, path: string, options: Asking): ClientRequest {
  const { hostname, port } = new URL(url);
  const { method, headers, agent } = options;
  return httpRequest({ hostname, port, path, method, headers, ...(agent && { agent }) });
}

export async function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  const [answer]: IncomingMessage[] = await once(request, 'response');
  if (answer === undefined) throw new Error('no answer');
  request.on('error', () => undefined); // an answer may come before the whole question is read
  return answer;
}

export async function read(answer: IncomingMessage): Promise<Answer> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) text += String(chunk);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text, json: () => JSON.parse(text) };
}
