import { readFileSync } from 'node:fs';
import type { Answer, TestHost, TestTenant } from '@daifa/service-shell/test-host';

/** Sends an import as a browser or the command line does, for tests. */
export type ImportAsked = {
  readonly tenant?: TestTenant;
  readonly fields?: Readonly<Record<string, string>>;
  readonly lines?: Uint8Array<ArrayBuffer>;
  readonly file?: Uint8Array<ArrayBuffer>;
  readonly accept?: string;
};

export async function sendImport({ url, tenants }: TestHost, { tenant = 'merchant', fields = { shopId: 'shop-1' }, lines, file, accept = 'application/json' }: ImportAsked): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (lines) form.append('lines', new Blob([lines]), 'lines.csv');
  if (file) form.append('file', new Blob([file]), 'orders.csv');
  return answerOf(await fetch(`${url}/v1/orders/import`, { method: 'POST', headers: { authorization: `Bearer ${tenants[tenant].key}`, accept }, body: form }));
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : null, text };
}

export const fixture = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url)));

/** What the parser's own fixtures say a file gives. */
export function expectedItems(name: string): readonly { readonly kind: 'order' | 'bad-row' | 'line'; readonly rows?: readonly number[]; readonly code?: string; readonly row?: number }[] {
  return readFileSync(new URL(`../../fixtures/expected/${name}.jsonl`, import.meta.url), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
}
