import type { Channel, ExportedOrder } from './exported-order.js';
import { exportBytes, PLAIN_LOOK } from './fixture-generator.js';
import { believableOrder } from './fixture-orders.js';
import { parseExport } from './parse-export.js';

export type MemoryProbe = { readonly orders: number; readonly rows: number; readonly ordersHeldMost: number; readonly heapGrowthBytes: number };

/** Reads an export of this many orders as it is generated, and looks at the heap at every chunk: garbage counts too. */
export async function probeMemory(channel: Channel, count: number): Promise<MemoryProbe> {
  const heapAtFirst = process.memoryUsage().heapUsed;
  let heapMost = heapAtFirst;
  let ordersHeldMost = 0;
  let orders = 0;
  let rows = 0;
  const reading = parseExport(written(channel, count), {
    onProgress: ({ ordersHeld }) => {
      ordersHeldMost = Math.max(ordersHeldMost, ordersHeld);
      heapMost = Math.max(heapMost, process.memoryUsage().heapUsed);
    },
  });
  for await (const item of reading) {
    if (item.kind !== 'order') throw new Error(item.en);
    orders += 1;
    rows += item.rows.length;
  }
  return { orders, rows, ordersHeldMost, heapGrowthBytes: heapMost - heapAtFirst };
}

async function* written(channel: Channel, count: number): AsyncGenerator<Buffer> {
  function* orders(): Generator<ExportedOrder> {
    for (let n = 0; n < count; n += 1) yield believableOrder({ channel, seed: 7, people: 'masked' }, n);
  }
  yield* inChunks(exportBytes(channel, orders(), PLAIN_LOOK));
}

const CHUNK_ROWS = 200;

function* inChunks(rows: Iterable<Buffer>): Generator<Buffer> {
  let held: Buffer[] = [];
  for (const row of rows) {
    held.push(row);
    if (held.length < CHUNK_ROWS) continue;
    yield Buffer.concat(held);
    held = [];
  }
  yield Buffer.concat(held);
}
