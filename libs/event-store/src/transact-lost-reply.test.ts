import { manualPorts } from '@daifa/ports/manual';
import { inMemoryStore } from './in-memory.js';
import { StoreUnavailable, type EventStore } from './port.js';
import { codec, command, evolution, interruptible, printLabel, type SampleEvent, type SampleOrder } from './transact-samples.js';
import { Aggregate, ATTEMPTS_MAX } from './transact.js';

let store: ReturnType<typeof interruptible>;
let orders: Aggregate<SampleOrder, SampleEvent>;

beforeEach(() => {
  store = interruptible(inMemoryStore());
  orders = ordersOn(store);
});

function ordersOn(on: EventStore): Aggregate<SampleOrder, SampleEvent> {
  return new Aggregate({ store: on, ports: manualPorts(), category: 'order', evolution, codec });
}

function once(action: () => Promise<unknown>): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    done = true;
    await action();
  };
}

const lostReply = (): Promise<never> => Promise.reject(new StoreUnavailable('lost'));

describe('a lost reply', () => {
  test('is looked up: the command took effect, once', async () => {
    store.afterAppend = once(lostReply);
    expect(await orders.transact('1', command(1), printLabel)).toMatchObject({ kind: 'accepted', repeated: false, position: 1, events: [{ type: 'LabelPrinted', copies: 1 }] });
    expect(await store.headPosition()).toBe(1);
  });

  test('of an append that did not happen is followed by another attempt', async () => {
    store.beforeAppend = once(lostReply);
    expect(await orders.transact('1', command(1), printLabel)).toMatchObject({ kind: 'accepted', position: 1 });
  });

  test('of the last attempt is looked up too', async () => {
    let appends = 0;
    store.beforeAppend = () => (++appends < ATTEMPTS_MAX ? lostReply() : Promise.resolve());
    store.afterAppend = lostReply;
    expect(await orders.transact('1', command(1), printLabel)).toMatchObject({ kind: 'accepted', position: 1 });
  });

  test('from a store that stays away is told, and the command may be asked again', async () => {
    store.afterAppend = once(async () => {
      store.beforeRead = once(lostReply);
      await lostReply();
    });
    await expect(orders.transact('1', command(1), printLabel)).rejects.toThrow(StoreUnavailable);
    expect(await orders.transact('1', command(1), printLabel)).toMatchObject({ kind: 'accepted', repeated: true, position: 1 });
    store.beforeAppend = lostReply;
    await expect(orders.transact('1', command(2), printLabel)).rejects.toThrow(StoreUnavailable);
  });

  test('whose append arrives late, after the next attempt was decided, has one effect', async () => {
    store.beforeAppend = once(async () => {
      const late = store.append;
      store.append = async (append) => {
        await late(append);
        store.append = late;
        return late(append);
      };
      await lostReply();
    });
    expect(await orders.transact('1', command(1), printLabel)).toMatchObject({ kind: 'accepted' });
    expect(await store.headPosition()).toBe(1);
  });
});
