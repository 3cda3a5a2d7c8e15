import { once } from 'node:events';
import { type Agent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';

export type Answer = { readonly statusCode: number; readonly headers: IncomingHttpHeaders; readonly body: string; json(): ReturnType<typeof JSON.parse> };
export type Question = { readonly method?: string; readonly key?: string | null; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | object; readonly agent?: Agent };

/** One request over a real connection, as it is written: the path is not normalized. */
export async function ask(origin: string, path: string, { method = 'GET', key, headers = {}, body, agent }: Question = {}): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const payload = typeof body === 'object' ? JSON.stringify(body) : body;
  const request = httpRequest({
    hostname, port, path, method, ...(agent && { agent }),
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(typeof body === 'object' && { 'content-type': 'application/json' }),
      ...(payload !== undefined && { 'content-length': Buffer.byteLength(payload) }),
      ...headers,
    },
  });
  request.end(payload);
  const [response] = await once(request, 'response');
  request.on('error', () => undefined); // an answer may come before the whole question is read (413)
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk;
  return { statusCode: response.statusCode, headers: response.headers, body: text, json: () => JSON.parse(text) };
}
