import { performance } from 'node:perf_hooks';
import type { Bench } from './bench.js';
import type { Contender, OpenContender } from './contender.js';
import { castore } from './contenders/castore.js';
import { dcb } from './contenders/dcb.js';
import { emmett } from './contenders/emmett.js';
import { messageDb } from './contenders/message-db.js';
import { daifa } from './contenders/ours.js';
import { preparedInsert } from './contenders/prepared-insert.js';
import { closedLoop, ratios, rotated, untilAgreed } from './measure.js';
import { EVENTS_READ, wholeOrder } from './sample-orders.js';

const ALL: readonly Contender[] = [daifa, preparedInsert, emmett, dcb, castore, messageDb];
const QUICK: readonly Contender[] = [daifa, preparedInsert, messageDb];
const ORDERS = { full: 4_000, quick: 1_500 } as const;
const WRITERS = 32;

type Entrant = { readonly contender: Contender; readonly store: OpenContender; readonly ids: readonly string[] };

/** Orders of twelve events: one by one as a command reads them, and all in order as a projection does. */
export async function measureReading(bench: Bench): Promise<void> {
  const entrants: Entrant[] = [];
  for (const contender of bench.sizes.quick ? QUICK : ALL) entrants.push(await filled(bench, contender, `reading_${entrants.length}`));
  for (const readers of [1, 32]) await measureOrders(bench, entrants, readers);
  await measureCatchUp(bench, entrants);
  for (const { store } of entrants) await store.close();
}

async function filled({ server, sizes, say }: Bench, contender: Contender, database: string): Promise<Entrant> {
  const count = ORDERS[sizes.quick ? 'quick' : 'full'];
  say(`  ${contender.name}: ${count} orders of ${EVENTS_READ} events`);
  const url = await server.database(database);
  await contender.install(url);
  const store = await contender.open(url);
  const orders = Array.from({ length: count }, wholeOrder);
  await Promise.all(Array.from({ length: WRITERS }, async (_, writer) => {
    for (let n = writer; n < count; n += WRITERS) {
      const order = orders[n];
      if (order) await store.append(order);
    }
  }));
  return { contender, store, ids: orders.map(({ id }) => id) };
}

async function measureOrders(bench: Bench, entrants: readonly Entrant[], readers: number): Promise<void> {
  const rates = await untilAgreed(bench.sizes.attemptsMax, () => ordersRead(bench, entrants, readers), (all) => [...all.values()]);
  const group = `rehydrate orders of ${EVENTS_READ} events, parsed, ${readers} ${readers === 1 ? 'reader' : 'readers'}`;
  for (const [{ name }, rounds] of rates) bench.rate(group, name, 'events/s', rounds);
  bench.reach(readers === 1 ? 'read 1: select' : 'read 32: select', ratios(rates.get(daifa) ?? [], rates.get(preparedInsert) ?? []));
}

async function ordersRead(bench: Bench, entrants: readonly Entrant[], readers: number): Promise<ReadonlyMap<Contender, readonly number[]>> {
  const rates = new Map<Contender, number[]>(entrants.map(({ contender }) => [contender, []]));
  for (let round = 0; round < bench.sizes.rounds; round++) {
    bench.say(`  rehydrate, ${readers} ${readers === 1 ? 'reader' : 'readers'}: round ${round + 1} of ${bench.sizes.rounds}`);
    for (const { contender, store, ids } of rotated(entrants, round)) {
      const read = async (n: number): Promise<void> => {
        const events = await store.readOrder(ids[(n * 7_919) % ids.length] ?? '');
        if (events !== EVENTS_READ) throw new Error(`${contender.name} read ${events} events of an order that has ${EVENTS_READ}`);
      };
      await closedLoop(readers, bench.sizes.roundMs / 4, read);
      const { done, seconds } = await closedLoop(readers, bench.sizes.roundMs, read);
      rates.get(contender)?.push((done / seconds) * EVENTS_READ);
    }
  }
  return rates;
}

async function measureCatchUp(bench: Bench, entrants: readonly Entrant[]): Promise<void> {
  const rates = new Map<string, number[]>();
  const add = (name: string, rate: number): void => void rates.set(name, [...(rates.get(name) ?? []), rate]);
  for (let round = 0; round < bench.sizes.rounds; round++) {
    bench.say(`  read everything: round ${round + 1} of ${bench.sizes.rounds}`);
    for (const { contender, store, ids } of rotated(entrants, round)) {
      if (!store.readAll) continue;
      const expected = ids.length * EVENTS_READ;
      for (const [form, parse] of [['as stored', false], ['parsed', true]] as const) {
        const startedAt = performance.now();
        const { events, distinct } = await store.readAll(parse);
        add(`${contender.name}, ${form}`, events / ((performance.now() - startedAt) / 1000));
        if (round === 0 && parse) bench.hold(`${contender.name}: reading everything gives every event once`, events === expected && distinct === expected, `${distinct} different of ${events} read, ${expected} stored`);
      }
    }
  }
  for (const [name, rounds] of rates) bench.rate('read everything in order, pages of 1000', name, 'events/s', rounds);
  const ours = (form: string): readonly number[] => rates.get(`daifa, ${form}`) ?? [];
  bench.reach('catch-up', ours('as stored'));
  bench.reach('catch-up: select', ratios(ours('as stored'), rates.get('prepared insert, as stored') ?? []));
  bench.reach('catch-up: message-db', ratios(ours('parsed'), rates.get('message-db, parsed') ?? []));
}
