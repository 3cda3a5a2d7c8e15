import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { services } from '@daifa/standalone/services';

let host: TestHost;
beforeAll(async () => {
  host = await testHost(services, { observability: { metricsPort: 0, otlpEndpoint: null } });
});
afterAll(() => host.close());

const scrape = async (): Promise<string> => (await fetch(`${host.observability.metricsUrl}/metrics`)).text();
async function scrapedUntil(line: string): Promise<string> {
  for (;;) {
    const text = await scrape();
    if (text.includes(line)) return text;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a factory’s event stream is in flight while it is open, and says nothing of how fast we answer', async () => {
  const leave = new AbortController();
  const stream = await fetch(`${host.url}/v1/factory/feed/stream`, { headers: { authorization: `Bearer ${host.tenants.factory.key}` }, signal: leave.signal });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  await scrapedUntil('daifa_http_requests_in_flight 1');
  leave.abort();
  const text = await scrapedUntil('daifa_http_requests_in_flight 0');
  expect(text).not.toContain('feed/stream');
});
