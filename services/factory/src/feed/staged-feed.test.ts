import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { shirt, socks } from '@daifa/order-domain/samples';
import { GroupBus } from '@daifa/messaging/group-bus';
import type { PageSink, PageSource } from '@daifa/messaging/port';
import { digest } from '@daifa/projection/digest';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import type { StoredRecord } from '@daifa/event-store/port';
import { factoryService } from '../service.js';
import { TestOrders } from '../test-orders.js';

/** A broker with two partitions, whose pages the test delivers when it wants to. */
class TwoPartitions implements PageSource {
  #opened: (sink: PageSink) => void = () => undefined;
  readonly sink = new Promise<PageSink>((resolve) => (this.#opened = resolve));

  async run(sink: PageSink, signal: AbortSignal): Promise<void> {
    for (const partition of [0, 1, 2]) await sink.position(partition);
    this.#opened(sink);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  async head(): Promise<number> {
    return 0;
  }

  nudge(): void {
    // the test delivers
  }

  /** What a partition has of the log up to a position. */
  async deliver(partition: number, upTo: number, records: readonly StoredRecord[]): Promise<void> {
    expect(await (await this.sink).deliver({ partition, after: null, upTo, records })).toMatchObject({ kind: 'at' });
  }
}

let host: TestHost;
let database: DataSource;
const broker = new TwoPartitions();

beforeAll(async () => {
  host = await testHost([factoryService], { busOf: (place) => new GroupBus({ ...place, source: broker }) });
  database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await host.close();
});

type Entry = { readonly seq: number; readonly prevSeq: number; readonly position: number };

async function feed(): Promise<readonly Entry[]> {
  const { body } = await host.ask('factory', 'GET', '/v1/factory/feed?limit=500');
  return body.items;
}

const TABLES = ['work_list_row', 'feed_head', 'feed_entry', 'feed_staged'];
const digests = (): Promise<readonly string[]> => Promise.all(TABLES.map((table) => digest(database, `factory.${table}`)));

test('partitions come in any order; a factory is told in the order of the log, nothing twice, and a rebuild gives the same numbers', async () => {
  const orders = new TestOrders(host);
  for (let n = 0; n < 4; n += 1) {
    const orderId = await orders.imported();
    await orders.allocated(orderId, [shirt, socks]);
    await orders.refund(orderId, n % 2 === 0 ? [shirt] : []);
  }
  const head = await host.world.store.headPosition();
  const log = await host.world.store.readAll(0, 10_000);
  const streams = [...new Set(log.map(({ stream }) => stream))];
  const [first, second] = [0, 1].map((share) => log.filter(({ stream }) => streams.indexOf(stream) % 2 === share));
  const middle = log[Math.floor(log.length / 2)]?.position ?? 0;
  const upTo = (records: readonly StoredRecord[] | undefined, position: number): readonly StoredRecord[] => (records ?? []).filter((record) => record.position <= position);

  await broker.deliver(2, head, second ?? []);
  expect(await feed()).toEqual([]); // the other partition may still bring what belongs before
  await broker.deliver(1, middle, upTo(first, middle));
  const half = await feed();
  expect(half.length).toBeGreaterThan(0);
  expect(half.every(({ position }) => position <= middle)).toBe(true);
  await broker.deliver(1, head, first ?? []);
  await broker.deliver(2, head, second ?? []);

  const whole = await feed();
  expect(whole.slice(0, half.length)).toEqual(half);
  expect(whole.map(({ seq, prevSeq }) => [prevSeq, seq])).toEqual(whole.map((_, n) => [n, n + 1]));
  expect(whole.map(({ position }) => position)).toEqual(whole.map(({ position }) => position).toSorted((a, b) => a - b));

  const live = await digests();
  const group = host.world.groups.get('factory');
  const [table = '', ...others] = group?.readModels ?? [];
  const rebuilt = group?.bus.rebuild([table, ...others]);
  const sink = await broker.sink;
  for (let replay = null; replay === null; replay = await sink.replaying()); // the rebuild has begun
  await sink.deliver({ partition: 0, after: 0, upTo: head, records: log });
  await rebuilt;
  expect(await digests()).toEqual(live);
  expect(live.at(-1)).toBe('0:0.0');
});
