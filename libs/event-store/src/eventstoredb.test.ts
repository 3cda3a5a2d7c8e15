import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { EventStoreDBClient, binaryEvent, jsonEvent } from '@eventstore/db-client';
import { manualPorts, type ManualPorts } from '@daifa/ports/manual';
import { systemPorts } from '@daifa/ports/system';
import { sampleAppend, takeRecords } from './contract-bench.js';
import { startDouble, type EventStoreDbDouble } from './eventstoredb-double.js';
import { ForeignRecord, openEventStoreDb, type EventStoreDbOptions } from './eventstoredb.js';
import { LogBroken } from './follow-log.js';
import { recordHash } from './hash.js';
import { NO_STREAM, StoreUnavailable, type EventStore, type StoredRecord } from './port.js';
import { codec, command, evolution, printLabel } from './transact-samples.js';
import { Aggregate, parseMeta } from './transact.js';

let double: EventStoreDbDouble;
let store: EventStore;
let ended: AbortController;
const opened: EventStore[] = [];

beforeEach(async () => {
  double = await startDouble();
  store = await opening();
  ended = new AbortController();
});
afterEach(async () => {
  ended.abort();
  for (const each of opened.splice(0)) await each.close();
  await double.stop();
});

async function opening(options: Partial<EventStoreDbOptions> = {}): Promise<EventStore> {
  const each = await openEventStoreDb({ url: double.url, ports: systemPorts, ...options });
  opened.push(each);
  return each;
}

function portOf({ url }: EventStoreDbDouble): number {
  return Number(new URL(url.replace('esdb:', 'http:')).port);
}

/** Real but for time, which the test moves. */
function ownTime(): { readonly ports: ManualPorts; readonly time: ManualPorts } {
  const time = manualPorts();
  return { ports: { ...systemPorts, timers: time.timers, advance: time.advance }, time };
}

/** Lets time pass, with room for answers between its steps, until the promise is settled. */
async function whileTimePasses<T>(time: ManualPorts, promise: Promise<T>): Promise<T> {
  let settled = false;
  promise.then(() => (settled = true), () => (settled = true));
  while (!settled) {
    await time.advance(1_000);
    await store.headPosition();
  }
  return promise;
}

/** Appends one record each to streams of their own. */
async function fill(from: number, to: number, by = store): Promise<void> {
  await by.appendMany(Array.from({ length: to - from }, (_, n) => sampleAppend(`order-${from + n}`)));
}

function expectAllOnce(records: readonly StoredRecord[], log: readonly StoredRecord[]): void {
  expect(records.map(({ position }) => position)).toEqual(log.map(({ position }) => position));
  expect(records).toEqual(log);
}

/** A way to the server on which the connections open at a moment can go dead: nothing is lost or refused, and nothing moves any more. */
async function muteableProxy(to: number): Promise<{ readonly port: number; mute(): void; close(): void }> {
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => socket.destroy()));
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    mute: () => sockets.forEach((socket) => socket.unpipe().pause()),
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      proxy.close();
    },
  };
}

/** Asks again while the server is away. */
async function until<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

describe('a reply that is lost after the commit', () => {
  test.each(['broken', 'silent'] as const)('(%s) leaves a command with one effect, and its stream with an unbroken chain', async (how) => {
    const { ports, time } = ownTime();
    const orders = new Aggregate({ store: await opening({ ports }), ports, category: 'order', evolution, codec });
    await orders.transact('1', command(1), printLabel);
    await double.misbehave({ kind: 'lose-append-replies', count: 1, how });
    const outcome = await whileTimePasses(time, orders.transact('1', command(2), printLabel));
    expect(outcome).toMatchObject({ kind: 'accepted', revision: 1, repeated: false, events: [{ type: 'LabelPrinted' }] });
    expect(await orders.transact('1', command(2), printLabel)).toMatchObject({ kind: 'accepted', repeated: true });
    await orders.transact('1', command(3), printLabel);
    const records = await store.read('order-1');
    expect(records.map(({ meta }) => parseMeta(meta).prevHash)).toEqual(['', ...records.slice(0, -1).map((record) => recordHash('order-1', record.revision, record))]);
    expect(records).toHaveLength(3);
  });

  test('of an append asked again to the letter is made up for: appended, in the place it has', async () => {
    await double.misbehave({ kind: 'lose-append-replies', count: 1, how: 'broken' });
    await expect(store.append(sampleAppend('order-1'))).rejects.toThrow(StoreUnavailable);
    await store.append(sampleAppend('order-1', 0));
    const [first] = await store.read('order-1');
    expect(await store.append(sampleAppend('order-1'))).toEqual({ kind: 'appended', revision: 0, position: first?.position });
    expect(await store.read('order-1')).toHaveLength(2);
  });
});

describe('a subscription', () => {
  test.each(['error', 'quietly'] as const)('F-OP-05: that is dropped (%s) is opened again, and nothing is lost or told twice', async (how) => {
    await fill(0, 5);
    const pages = store.subscribe(0, { signal: ended.signal })[Symbol.asyncIterator]();
    const seen = [...(await pages.next()).value];
    for (let round = 1; round <= 3; round++) {
      expect(await double.misbehave({ kind: 'drop-subscriptions', how })).toBe(1);
      await fill(5 * round, 5 * (round + 1));
      while (seen.length < 5 * (round + 1)) seen.push(...(await pages.next()).value);
    }
    expectAllOnce(seen, await store.readAll(0, 100));
  });

  test('that is dropped while its reader lags far behind loses nothing of what was on its way', async () => {
    for (let n = 0; n < 34; n++) await store.append(sampleAppend(`order-${n}`, NO_STREAM, 100)); // more than the reader's and the client's buffers hold
    const pages = store.subscribe(0, { signal: ended.signal, pageEventsMax: 100 })[Symbol.asyncIterator]();
    const seen = [...(await pages.next()).value];
    await store.readAll(0, 10_000); // meanwhile the subscription is sent as much as its reader keeps
    expect(await double.misbehave({ kind: 'drop-subscriptions', how: 'error' })).toBe(1);
    while (seen.length < 3_400) seen.push(...(await pages.next()).value);
    expectAllOnce(seen, await store.readAll(0, 10_000));
  });

  test('F-OP-05: that falls silent is noticed, and opened again from where its reader is', async () => {
    const { ports, time } = ownTime();
    const watched = await opening({ ports });
    const pages = watched.subscribe(0, { signal: ended.signal })[Symbol.asyncIterator]();
    await fill(0, 2);
    const seen: StoredRecord[] = [];
    while (seen.length < 2) seen.push(...(await pages.next()).value);
    expect(await double.misbehave({ kind: 'stall-subscriptions' })).toBe(1);
    await fill(2, 4);
    while (seen.length < 4) seen.push(...(await whileTimePasses(time, pages.next())).value);
    expectAllOnce(seen, await store.readAll(0, 100));
  });

  test('that is silent because nothing happens is left alone', async () => {
    const { ports, time } = ownTime();
    const watched = await opening({ ports });
    await fill(0, 1);
    const pages = watched.subscribe(0, { signal: ended.signal })[Symbol.asyncIterator]();
    await pages.next();
    await EventStoreDBClient.connectionString(double.url).appendToStream('$stats-1', jsonEvent({ type: '$statsCollected', data: { seconds: 1 } }));
    for (let minutes = 0; minutes < 5; minutes++) {
      await time.advance(10_000);
      await store.headPosition();
    }
    expect(await double.misbehave({ kind: 'stall-subscriptions' })).toBe(1); // still the one
  });

  test('goes on after an outage of the server, by discovery too, and calls meanwhile say that it is away', async () => {
    const found = await opening({ url: double.discoverUrl });
    await fill(0, 3);
    const taken = takeRecords(found.subscribe(0, { signal: ended.signal }), 6);
    await double.misbehave({ kind: 'outage', on: true });
    await expect(found.append(sampleAppend('order-3'))).rejects.toThrow(StoreUnavailable);
    await expect(found.read('order-1')).rejects.toThrow(StoreUnavailable);
    await expect(found.headPosition()).rejects.toThrow(StoreUnavailable);
    await expect(openEventStoreDb({ url: double.discoverUrl, ports: systemPorts })).rejects.toThrow(StoreUnavailable);
    await double.misbehave({ kind: 'outage', on: false });
    await until(() => fill(3, 6, found));
    expectAllOnce(await taken, await store.readAll(0, 100));
  });
});

describe('a server put back from a backup', () => {
  test('has an end before a reader\'s checkpoint, who is told so', async () => {
    await fill(0, 3);
    const checkpoint = await store.headPosition();
    await double.stop();
    double = await startDouble({ port: portOf(double) });
    store = await opening();
    await fill(0, 1);
    for (const each of opened) {
      expect(await until(() => each.headPosition())).toBeLessThan(checkpoint);
      await expect(takeRecords(each.subscribe(checkpoint, { signal: ended.signal }), 1)).rejects.toThrow(LogBroken);
    }
  });
});

describe('what others write to the same server', () => {
  let others: EventStoreDBClient;
  beforeEach(() => {
    others = EventStoreDBClient.connectionString(double.url);
  });

  test('is not told: events of the server, links, and other categories, wherever they stand', async () => {
    await fill(0, 3);
    await others.appendToStream('order-links', [binaryEvent({ type: '$>', data: Buffer.from('0@order-1') })]);
    await others.appendToStream('invoice-1', [jsonEvent({ type: 'InvoiceSent', data: {} })]);
    await others.appendToStream('orders', [jsonEvent({ type: 'Listed', data: {} })]);
    const ours = await opening({ categories: ['order', 'binding'] });
    const log = await ours.readAll(0, 100);
    expect(log.map(({ stream }) => stream)).toEqual(['order-0', 'order-1', 'order-2']);
    expect(await ours.headPosition()).toBe(log.at(-1)?.position);
    expectAllOnce(await takeRecords(ours.subscribe(0, { signal: ended.signal }), 3), log);
  });

  test('may be long, and is passed in pages', async () => {
    await others.appendToStream('invoice-1', Array.from({ length: 1_000 }, (_, n) => jsonEvent({ type: 'InvoiceSent', data: { n } })));
    await fill(0, 1);
    await others.appendToStream('invoice-1', Array.from({ length: 1_000 }, (_, n) => jsonEvent({ type: 'InvoiceSent', data: { n } })));
    await fill(1, 2);
    const ours = await opening({ categories: ['order'] });
    const log = await ours.readAll(0, 2);
    expect(log.map(({ stream }) => stream)).toEqual(['order-0', 'order-1']);
    expect(await ours.headPosition()).toBe(log[1]?.position);
    expect(await (await opening({ categories: ['binding'] })).headPosition()).toBe(0);
    expect(await ours.headPosition()).toBe(log[1]?.position);
  });

  test('into one of our streams stops its readers: skipped, it would be a hole', async () => {
    await fill(0, 1);
    await others.appendToStream('order-0', [jsonEvent({ type: 'OrderPlaced', data: {} })]);
    await expect(store.read('order-0')).rejects.toThrow(ForeignRecord);
    await expect(store.readAll(0, 10)).rejects.toThrow(ForeignRecord);
    await expect(takeRecords(store.subscribe(0, { signal: ended.signal }), 2)).rejects.toThrow(ForeignRecord);
  });
});

describe('the connection', () => {
  test('that goes dead without a word is left for a new one when an answer does not come in time', async () => {
    const { ports, time } = ownTime();
    const network = await muteableProxy(portOf(double));
    const patient = await opening({ ports, url: `esdb://127.0.0.1:${network.port}?tls=false` });
    await fill(0, 1);
    network.mute();
    const calls = [patient.read('order-0'), patient.readAll(0, 1), patient.headPosition(), patient.append(sampleAppend('order-1'))];
    const kinds = (await whileTimePasses(time, Promise.allSettled(calls))).map((each) => each.status === 'rejected' && each.reason instanceof StoreUnavailable);
    expect(kinds).toEqual([true, true, true, true]);
    expect(await patient.read('order-0')).toHaveLength(1);
    network.close();
  });

  test('that is closed ends what is on its way, and takes nothing more', async () => {
    await double.misbehave({ kind: 'hold-answers', count: 1 });
    const read = store.read('order-1');
    await double.misbehave({ kind: 'await-held' });
    await store.close();
    await expect(read).rejects.toThrow('the event store was closed');
    await expect(store.append(sampleAppend('order-1'))).rejects.toThrow(StoreUnavailable);
  });

  test('that can not be found again fails the calls that need it, and nothing else', async () => {
    const found = await opening({ url: double.discoverUrl });
    await double.misbehave({ kind: 'hold-answers', count: 1 });
    const slow = expect(found.read('order-1')).rejects.toThrow(StoreUnavailable);
    await double.misbehave({ kind: 'await-held' });
    await double.misbehave({ kind: 'outage', on: true });
    await expect(found.read('order-1')).rejects.toThrow('unavailable');
    const searching = expect(found.read('order-1')).rejects.toThrow('discover');
    // The slow call breaks during the search: its client then waits for the search, too, and nobody waits for the client.
    await double.misbehave({ kind: 'release-answers' });
    await Promise.all([slow, searching]);
  });

  test('is there again as soon as the server is, also for appends whose first one found nobody', async () => {
    const found = await opening({ url: double.discoverUrl });
    await double.stop();
    await expect(found.append(sampleAppend('order-1'))).rejects.toThrow(StoreUnavailable);
    await expect(found.append(sampleAppend('order-1'))).rejects.toThrow(StoreUnavailable);
    double = await startDouble({ port: portOf(double) });
    expect(await until(() => found.append(sampleAppend('order-1')))).toMatchObject({ kind: 'appended', revision: 0 });
  });

  test('is found by discovery, and under the server\'s later name', async () => {
    for (const url of [double.discoverUrl, double.url.replace('esdb:', 'kurrentdb:'), double.discoverUrl.replace('esdb+', 'kurrentdb+')]) {
      const found = await opening({ url });
      const stream = `order-${opened.length}`;
      expect(await found.append(sampleAppend(stream))).toMatchObject({ kind: 'appended', revision: 0 });
      expect(await found.read(stream)).toHaveLength(1);
    }
  });
});
