import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInterface } from 'node:readline';
import { systemPorts } from '@daifa/ports/system';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { exportBytes, PLAIN_LOOK } from '../import/fixture-generator.js';
import { believableOrder } from '../import/fixture-orders.js';
import { ordersService } from '../service.js';

/**
 * Imports an export of any length through HTTP in a process of its own, whose heap is the thing to look at:
 * node --max-old-space-size=192 services/orders/dist/upload/import-probe.js 100000
 */
const SECOND_MS = 1_000;
const MIB = 1024 * 1024;

const count = Number(process.argv[2] ?? 20_000);
const host = await testHost([ordersService]);
try {
  const startedMs = systemPorts.clock.monotonicMs();
  let heapMost = 0;
  let last = '';
  for await (const line of imported(host)) {
    heapMost = Math.max(heapMost, process.memoryUsage().heapUsed);
    last = line;
  }
  const seconds = (systemPorts.clock.monotonicMs() - startedMs) / SECOND_MS;
  const rss = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${JSON.stringify({ ...JSON.parse(last), seconds, ordersPerSecond: Math.round(count / seconds), heapMostMib: Math.round(heapMost / MIB), rssMostMib: rss })}\n`);
} finally {
  await host.close();
}

async function* imported({ url, tenants }: TestHost): AsyncGenerator<string> {
  const headers = { authorization: `Bearer ${tenants.merchant.key}`, 'content-type': 'text/csv', accept: 'application/x-ndjson' };
  const asked = request(`${url}/v1/orders/import?shopId=probe`, { method: 'POST', headers });
  const sent = pipeline(Readable.from(exportBytes('PDD', orders(), PLAIN_LOOK)), asked);
  const [answer] = await once(asked, 'response');
  yield* createInterface({ input: answer });
  await sent;
}

function* orders(): Generator<ReturnType<typeof believableOrder>> {
  for (let n = 0; n < count; n += 1) yield believableOrder({ channel: 'PDD', seed: 11, people: 'masked' }, n);
}
