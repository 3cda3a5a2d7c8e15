import { manualPorts } from '@daifa/ports/manual';
import { accept, refuse } from '@daifa/decider/decision';
import { inMemoryStore } from './in-memory.js';
import { NO_STREAM, type EventStore } from './port.js';
import { codec, command, evolution, interruptible, placeHold, printLabel, type SampleEvent, type SampleOrder } from './transact-samples.js';
import { Aggregate, ATTEMPTS_MAX, TooManyConflicts } from './transact.js';

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

function once(action: () => Promise<unknown>): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    done = true;
    await action();
  };
}

describe('a command', () => {
  test('is decided on the folded state, and appended', async () => {
    await orders.transact('1', command(1), printLabel);
    const outcome = await orders.transact('1', command(2), (order) => accept([{ type: 'LabelPrinted', copies: order.printed + 1 }, { type: 'HoldPlaced' }]));
    expect(outcome).toEqual({
      kind: 'accepted', repeated: false, revision: 2, position: 3, state: { printed: 3, held: true },
      events: [{ type: 'LabelPrinted', copies: 2 }, { type: 'HoldPlaced' }],
    });
    expect(await ordersOn(store).load('1')).toEqual(await orders.load('1'));
  });

  test('that is refused, or has nothing to add, appends nothing', async () => {
    await orders.transact('1', command(1), placeHold);
    expect(await orders.transact('1', command(2), printLabel)).toEqual({ kind: 'refused', refusals: [{ reason: 'hold-open' }], state: { printed: 0, held: true }, revision: 0 });
    expect(await orders.transact('1', command(3), placeHold)).toMatchObject({ kind: 'accepted', events: [], position: null, revision: 0 });
    expect(await store.headPosition()).toBe(1);
  });

  test('asked again gives the first answer and has no further effect, by whomever', async () => {
    const first = await orders.transact('1', command(1), printLabel);
    await orders.transact('1', command(2), placeHold);
    for (const asked of [orders, elsewhere]) {
      expect(await asked.transact('1', command(1), printLabel)).toEqual({ ...first, state: { printed: 1, held: true }, revision: 1, repeated: true });
    }
    expect(await store.headPosition()).toBe(2);
  });

  test('waits its turn in a storm of others of this process, and is never told to ask again', async () => {
    const storm = Array.from({ length: 40 }, (_, n) => orders.transact('1', command(n + 1), n === 20 ? placeHold : printLabel));
    const kinds = (await Promise.all(storm)).map(({ kind }) => kind);
    expect(kinds).toEqual(kinds.map((_, n) => (n <= 20 ? 'accepted' : 'refused')));
    expect(store.appends).toBe(21);
  });

  test('is stale where the stream is not at the revision the caller saw', async () => {
    expect(await orders.transact('1', command(1), printLabel, { ifMatch: 0 })).toEqual({ kind: 'stale', revision: NO_STREAM });
    expect(await orders.transact('1', command(1), printLabel, { ifMatch: NO_STREAM })).toMatchObject({ kind: 'accepted' });
    await elsewhere.transact('1', command(2), printLabel);
    expect(await orders.transact('1', command(3), printLabel, { ifMatch: 0 })).toEqual({ kind: 'stale', revision: 1 });
    expect(await orders.transact('1', command(3), printLabel, { ifMatch: 1 })).toMatchObject({ kind: 'accepted', revision: 2 });
    await elsewhere.transact('1', command(4), printLabel);
    expect(await orders.transact('1', command(5), printLabel, { ifMatch: 3 })).toMatchObject({ kind: 'accepted', revision: 4 });
  });

  test('of a new stream reads once that there is none, and decides again where others began it meanwhile', async () => {
    await orders.load('1');
    store.reads = 0;
    await orders.transact('1', command(1), printLabel);
    expect(store.reads).toBe(0);
    await orders.load('2');
    await elsewhere.transact('2', command(2), placeHold);
    expect(await orders.transact('2', command(3), printLabel)).toMatchObject({ kind: 'refused', revision: 0 });
  });

  test('costs no read while its stream is remembered', async () => {
    await orders.transact('1', command(1), printLabel);
    store.reads = 0;
    await orders.transact('1', command(2), printLabel);
    expect(store.reads).toBe(0);
  });
});

describe('a race', () => {
  test('for one stream is lost by the later append, which decides again on what it missed', async () => {
    await orders.transact('1', command(1), printLabel);
    store.beforeAppend = once(() => elsewhere.transact('1', command(2), placeHold));
    expect(await orders.transact('1', command(3), printLabel)).toMatchObject({ kind: 'refused', revision: 1 });
    expect(await orders.load('1')).toMatchObject({ state: { printed: 1, held: true } });
  });

  test('is read on from where memory ends', async () => {
    await orders.transact('1', command(1), printLabel);
    await elsewhere.transact('1', command(2), printLabel);
    const asked: (number | undefined)[] = [];
    const watched = ordersOn({ ...store, read: (stream, from) => (asked.push(from), store.read(stream, from)) });
    await watched.load('1');
    await elsewhere.transact('1', command(3), printLabel);
    await watched.transact('1', command(4), printLabel);
    expect(asked).toEqual([undefined, 2]);
  });

  test('that is lost every time is given up', async () => {
    let n = 100;
    store.beforeAppend = async () => void (await elsewhere.transact('1', command(n++), printLabel));
    await expect(orders.transact('1', command(1), printLabel)).rejects.toThrow(TooManyConflicts);
    expect(store.appends).toBe(ATTEMPTS_MAX);
  });

  test('that is lost over and over is won in the end by a command that stops something', async () => {
    let storms = ATTEMPTS_MAX * 3;
    store.beforeAppend = async () => void (storms-- > 0 && (await elsewhere.transact('1', command(100 + storms), printLabel)));
    expect(await orders.transact('1', command(1), printLabel, { urgent: true })).toMatchObject({ kind: 'accepted', repeated: false });
  });

  test('does not let a refusal rest on an old memory', async () => {
    const holdOnceTwoArePrinted = (order: SampleOrder): ReturnType<typeof printLabel> =>
      order.printed < 2 ? refuse({ reason: 'hold-open' }) : accept([{ type: 'HoldPlaced' }]);
    await orders.transact('1', command(1), printLabel);
    await elsewhere.transact('1', command(2), printLabel);
    expect(await orders.transact('1', command(3), holdOnceTwoArePrinted)).toMatchObject({ kind: 'accepted', revision: 2 });
  });

  test('of one command with itself has one effect', async () => {
    const outcomes = await Promise.all([orders.transact('1', command(1), printLabel), elsewhere.transact('1', command(1), printLabel), orders.transact('1', command(1), printLabel)]);
    expect(outcomes.map((outcome) => outcome.kind === 'accepted' && outcome.repeated).sort()).toEqual([false, true, true]);
    expect(await store.headPosition()).toBe(1);
  });
});
