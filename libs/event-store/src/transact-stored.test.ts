import { manualPorts } from '@daifa/ports/manual';
import { accept } from '@daifa/decider/decision';
import { UnknownEventType } from './context.js';
import { NO_HASH, recordHash } from './hash.js';
import { inMemoryStore } from './in-memory.js';
import { STREAM_EVENTS_MAX, type EventStore } from './port.js';
import { codec, command, evolution, interruptible, placeHold, printLabel, type SampleEvent, type SampleOrder } from './transact-samples.js';
import { Aggregate, emptyFold, foldRecord, parseMeta } from './transact.js';

let store: ReturnType<typeof interruptible>;
let orders: Aggregate<SampleOrder, SampleEvent>;
let elsewhere: Aggregate<SampleOrder, SampleEvent>;

beforeEach(() => {
  const memory = inMemoryStore();
  store = interruptible(memory);
  orders = ordersOn(store);
  elsewhere = ordersOn(memory);
});

function ordersOn(on: EventStore): Aggregate<SampleOrder, SampleEvent> {
  return new Aggregate({ store: on, ports: manualPorts(), category: 'order', evolution, codec });
}

describe('what is stored', () => {
  test('chains each event to the bytes of the one before, over commands and memories', async () => {
    await orders.transact('1', command(1), () => accept([{ type: 'LabelPrinted', copies: 1 }, { type: 'LabelPrinted', copies: 2 }]));
    await elsewhere.transact('1', command(2), printLabel);
    await orders.transact('1', command(3), placeHold);
    const records = await store.read('order-1');
    const hashes = records.map((record) => recordHash('order-1', record.revision, record));
    expect(records.map(({ meta }) => parseMeta(meta).prevHash)).toEqual([NO_HASH, ...hashes.slice(0, -1)]);
    const folded = records.reduce((before, record) => foldRecord(before, record, { evolution, codec }), emptyFold(evolution));
    expect(folded).toEqual(await orders.load('1'));
    expect(folded.hash).toBe(hashes.at(-1));
  });

  test('says who wanted it, when, and gives every event an id that the command alone determines', async () => {
    await orders.transact('1', { ...command(1), traceparent: '00-1-2-01' }, () => accept([{ type: 'LabelPrinted', copies: 1 }, { type: 'HoldPlaced' }]));
    const metas = (await store.read('order-1')).map(({ meta }) => parseMeta(meta));
    expect(metas[0]).toEqual({
      eventId: '089cd9ce-c936-572f-be49-a4e3ad1c0626', schemaVersion: 1, recordedAt: '2026-11-11T00:00:00.000Z', occurredAt: '2026-11-11T00:00:00.000Z',
      correlationId: 'corr-1', causationId: null, actor: { kind: 'factory', id: 'factory-1' }, commandId: command(1).commandId, prevHash: '', traceparent: '00-1-2-01',
    });
    expect(new Set(metas.map(({ eventId }) => eventId)).size).toBe(2);
  });

  test('by a newer writer stops decisions on its stream only', async () => {
    await orders.transact('1', command(1), printLabel);
    const [record] = await store.read('order-1');
    await store.append({ stream: 'order-1', expectedRevision: 0, records: [{ type: 'LabelBurnt', meta: record?.meta ?? '', data: '{}' }] });
    await expect(orders.load('1')).rejects.toThrow(UnknownEventType);
    await expect(elsewhere.transact('1', command(2), printLabel)).rejects.toThrow(UnknownEventType);
    expect(await orders.transact('2', command(2), printLabel)).toMatchObject({ kind: 'accepted' });
  });

  test('is bounded: a stream that is full takes no more', async () => {
    const many = Array.from({ length: STREAM_EVENTS_MAX }, () => ({ type: 'LabelPrinted', copies: 1 }) as const);
    await orders.transact('1', command(1), () => accept(many));
    await expect(orders.transact('1', command(2), printLabel)).rejects.toThrow(`more than ${STREAM_EVENTS_MAX}`);
  });

  test('again from an older backup is believed, not the memory of it', async () => {
    for (const n of [1, 2, 3]) await orders.transact('1', command(n), printLabel);
    const backup = inMemoryStore();
    await ordersOn(backup).transact('1', command(1), printLabel);
    Object.assign(store, { append: backup.append, read: backup.read });
    expect(await orders.transact('1', command(4), printLabel)).toMatchObject({ kind: 'accepted', revision: 1, state: { printed: 2 } });
  });
});
