import { EventStoreDBClient, eventTypeFilter, jsonEvent, NO_STREAM, STREAM_EXISTS, StreamNotFoundError, UnavailableError, WrongExpectedVersionError, type AllStreamResolvedEvent, type ResolvedEvent } from '@eventstore/db-client';
import { startDouble, type EventStoreDbDouble } from './eventstoredb-double.js';

/** The client as it comes out of its package, which appends in batches: what it takes for a server is one to it. */
let client: EventStoreDBClient;
let double: EventStoreDbDouble;

beforeAll(async () => {
  double = await startDouble();
  client = EventStoreDBClient.connectionString(double.url);
});
afterAll(async () => {
  await client.dispose();
  await double.stop();
});

const placed = (id: string) => jsonEvent({ id, type: 'OrderPlaced', data: { lines: 1 }, metadata: { by: 'merchant' } });
const ID = '089cd9ce-c936-572f-be49-a4e3ad1c0626';
const OTHER_ID = '189cd9ce-c936-572f-be49-a4e3ad1c0626';

async function all<Event extends ResolvedEvent | AllStreamResolvedEvent>(read: AsyncIterable<Event>): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const event of read) events.push(event);
  return events;
}

test('appends in batches, with the revision that was expected', async () => {
  const { nextExpectedRevision, position } = await client.appendToStream('order-1', [placed(ID), placed(OTHER_ID)], { expectedRevision: NO_STREAM });
  expect(nextExpectedRevision).toBe(1n);
  const events = await all(client.readStream('order-1'));
  expect(events.map(({ event }) => [event?.id, event?.revision, event?.data, event?.metadata])).toEqual([[ID, 0n, { lines: 1 }, { by: 'merchant' }], [OTHER_ID, 1n, { lines: 1 }, { by: 'merchant' }]]);
  expect(events[1]?.event?.position).toEqual(position);
  const wrong = client.appendToStream('order-1', placed('289cd9ce-c936-572f-be49-a4e3ad1c0626'), { expectedRevision: 0n });
  await expect(wrong).rejects.toThrow(WrongExpectedVersionError);
  await expect(wrong).rejects.toMatchObject({ actualVersion: 1n, expectedVersion: 0n });
  await expect(client.appendToStream('order-9', placed(ID), { expectedRevision: STREAM_EXISTS })).rejects.toMatchObject({ actualVersion: 'no_stream' });
});

test('knows a repeated append by its ids, wherever the stream has gone since', async () => {
  const first = await client.appendToStream('order-2', placed(ID), { expectedRevision: NO_STREAM });
  await client.appendToStream('order-2', placed(OTHER_ID), { expectedRevision: 0n });
  expect(await client.appendToStream('order-2', placed(ID), { expectedRevision: NO_STREAM })).toEqual(first);
  await expect(client.appendToStream('order-2', placed(OTHER_ID), { expectedRevision: NO_STREAM })).rejects.toThrow(WrongExpectedVersionError);
  await expect(client.appendToStream('order-2', [placed(OTHER_ID), placed(ID)], { expectedRevision: 0n })).rejects.toThrow(WrongExpectedVersionError);
});

test('has positions with holes, and its own events and links between those of clients', async () => {
  const log = await all(client.readAll());
  const positions = log.map(({ event }) => Number(event?.position.commit));
  expect(positions.slice(1).every((position, n) => position - (positions[n] ?? 0) > 1)).toBe(true);
  const types = new Set(log.map(({ event }) => event?.type));
  expect([...types].sort()).toEqual(['$>', '$User', '$metadata', 'OrderPlaced']);
});

test('reads backwards, from a revision and from a position, as many as are asked for', async () => {
  const log = await all(client.readAll());
  const backwards = await all(client.readAll({ direction: 'backwards' }));
  expect(backwards).toEqual([...log].reverse());
  const middle = log[3]?.event?.position;
  expect(await all(client.readAll({ fromPosition: middle, maxCount: 2 }))).toEqual(log.slice(3, 5));
  expect(await all(client.readAll({ fromPosition: middle, maxCount: 2, direction: 'backwards' }))).toEqual([log[2], log[1]]);
  expect((await all(client.readStream('order-1', { fromRevision: 1n }))).map(({ event }) => event?.id)).toEqual([OTHER_ID]);
  expect((await all(client.readStream('order-1', { direction: 'backwards', fromRevision: 'end', maxCount: 1 }))).map(({ event }) => event?.id)).toEqual([OTHER_ID]);
  await expect(all(client.readStream('order-none'))).rejects.toThrow(StreamNotFoundError);
  await expect(all(client.readAll({ fromPosition: { commit: 1n, prepare: 1n } }))).rejects.toThrow('invalid position');
});

test('follows a stream, and the log by a filter on types', async () => {
  await client.appendToStream('order-3', placed(ID));
  const types: (string | undefined)[] = [];
  for await (const { event } of client.subscribeToAll({ filter: eventTypeFilter({ regex: '^\\$' }) })) {
    types.push(event?.type);
    if (types.length === 3) break;
  }
  expect(types).toEqual(['$User', '$metadata', '$>']);
  const revisions: (bigint | undefined)[] = [];
  for await (const { event } of client.subscribeToStream('order-1', { fromRevision: 0n })) {
    revisions.push(event?.revision);
    break;
  }
  expect(revisions).toEqual([1n]);
});

test('loses replies of batches, too, and is nobody while it is told to', async () => {
  await double.misbehave({ kind: 'lose-append-replies', count: 1, how: 'broken' });
  await expect(client.appendToStream('order-4', placed(ID))).rejects.toThrow(UnavailableError);
  expect(await all(client.readStream('order-4'))).toHaveLength(1);
  await double.misbehave({ kind: 'outage', on: true });
  await expect(client.appendToStream('order-4', placed(ID))).rejects.toThrow('unavailable');
  await double.misbehave({ kind: 'outage', on: false });
  expect(await all(client.readStream('order-4'))).toHaveLength(1);
});

test('answers late, or not until it is told to', async () => {
  await double.misbehave({ kind: 'answer-after', ms: 1 });
  expect(await all(client.readStream('order-1'))).toHaveLength(2);
  await double.misbehave({ kind: 'answer-after', ms: 0 });
  await double.misbehave({ kind: 'hold-answers', count: 1 });
  const held = all(client.readStream('order-1'));
  await double.misbehave({ kind: 'await-held' });
  expect(await double.misbehave({ kind: 'release-answers' })).toBe(1);
  expect(await held).toHaveLength(2);
});

test('asked for something after it ended, it says so', async () => {
  const short = await startDouble();
  await short.stop();
  await expect(short.misbehave({ kind: 'stall-subscriptions' })).rejects.toThrow('ended');
});
