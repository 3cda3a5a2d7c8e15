import type { EventStore, StoredRecord } from '@daifa/event-store/port';
import { systemPorts } from '@daifa/ports/system';
import { LOG } from '@daifa/projection/checkpoint';
import type { Page, PageContext } from '@daifa/projection/page';
import { identifier } from '@daifa/projection/tables';
import type { DataSource } from 'typeorm';
import type { Bus, Delivery, PageSink, PageSource } from './port.js';

export type TestHandler = (records: readonly StoredRecord[], context: PageContext) => Promise<unknown>;

export type StartOptions = {
  readonly group: string;
  /** Category and handler; a category may occur more than once. */
  readonly handlers: readonly (readonly [string, TestHandler])[];
  readonly source?: PageSource;
  readonly pageEventsMax?: number;
};

/** What an adapter gives the contract, anew for each test: an empty store, and a schema with projectionTables. */
export type BusFixture = {
  readonly store: EventStore;
  readonly dataSource: DataSource;
  readonly schema: string;
  /** Another member of the group, as another process would start it. */
  start(options: StartOptions): Promise<Bus>;
  close(): Promise<void>;
};

/** Long enough for a slow machine; a test that waits this long has failed. */
export const PATIENCE_MS = 20_000;

/** A fixture with a read model `applied`, which writes down in order what was applied. */
export class Desk {
  readonly #buses: Bus[] = [];

  private constructor(readonly fixture: BusFixture) {}

  static async open(open: () => Promise<BusFixture>): Promise<Desk> {
    const fixture = await open();
    await fixture.dataSource.query(`create table ${identifier(fixture.schema)}.applied (place bigint generated always as identity, stream text, revision integer, note text)`);
    return new Desk(fixture);
  }

  async start(options: StartOptions): Promise<Bus> {
    const bus = await this.fixture.start(options);
    this.#buses.push(bus);
    return bus;
  }

  async close(): Promise<void> {
    for (const bus of this.#buses) await bus.close();
    await this.fixture.close();
  }

  /** Appends events to streams named in order, such as `['order-1', 'order-2', 'order-1']`, and gives back the last position. */
  async append(streams: readonly string[], type = 'OrderAccepted', schemaVersion = 1): Promise<number> {
    const { store } = this.fixture;
    for (const stream of streams) {
      const expectedRevision = (await store.read(stream)).length - 1;
      const result = await store.append({ stream, expectedRevision, records: [{ type, meta: JSON.stringify({ schemaVersion }), data: '{"amountFen":1200}' }] });
      if (result.kind === 'conflict') throw new Error(`someone else appended to ${stream}`);
    }
    return store.headPosition();
  }

  /** A handler that writes what it is given into `applied`. */
  projecting(note = ''): TestHandler {
    return async (records, { manager }) => {
      await manager.query(
        `insert into ${identifier(this.fixture.schema)}.applied (stream, revision, note)
         select stream, revision, $3 from unnest($1::text[], $2::integer[]) with ordinality as t (stream, revision, n) order by n`,
        [records.map((record) => record.stream), records.map((record) => record.revision), note]);
    };
  }

  /** What was applied, in order, as `order-1@0`. */
  async applied(note = ''): Promise<readonly string[]> {
    const rows = await this.fixture.dataSource.query<{ stream: string; revision: number }[]>(
      `select stream, revision from ${identifier(this.fixture.schema)}.applied where note = $1 order by place`, [note]);
    return rows.map(({ stream, revision }) => `${stream}@${revision}`);
  }

  /** How many events were applied, which is cheaper to ask over and over. */
  async appliedCount(): Promise<number> {
    const [row] = await this.fixture.dataSource.query<{ count: number }[]>(`select count(*)::integer as count from ${identifier(this.fixture.schema)}.applied`);
    return row?.count ?? 0;
  }

  /** As if that many other keys of a group were parked already. */
  async parkElsewhere(group: string, keys: number): Promise<void> {
    await this.fixture.dataSource.query(
      `insert into ${identifier(this.fixture.schema)}.parked (consumer_group, stream, revision, position, type, meta, data)
       select $1, 'order-parked' || n, 0, 0, '', '', '' from generate_series(1, $2::integer) as n`, [group, keys]);
  }

  async reached(bus: Bus, position: number): Promise<void> {
    if (!(await bus.waitFor(position, PATIENCE_MS))) throw new Error(`${bus.group} did not reach ${position}: ${JSON.stringify(await bus.health())}`);
  }

  async until(condition: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
    const deadline = systemPorts.clock.monotonicMs() + patienceMs;
    while (!(await condition())) {
      if (systemPorts.clock.monotonicMs() > deadline) throw new Error('the condition was not met in time');
      await systemPorts.timers.sleep(5);
    }
  }

  /** A page of the log as a source would deliver it. */
  async page(after: number, upTo: number): Promise<Page> {
    return { partition: LOG, after, upTo, records: await this.fixture.store.readAll(after, upTo - after) };
  }
}

/** A partition of a broker, whose pages keep no place in the log. */
export const BROKER = 1;

/** A source that delivers what the test hands it: lost, repeated and reordered pages. */
export class HandFed implements PageSource {
  #sink: PageSink | null = null;

  async run(sink: PageSink, signal: AbortSignal): Promise<void> {
    await sink.position();
    await sink.position(BROKER);
    this.#sink = sink;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  async head(): Promise<number> {
    return 0;
  }

  nudge(): void {
    // the test delivers when it wants to
  }

  async deliver(page: Page): Promise<Delivery> {
    for (let turns = 0; this.#sink === null && turns < PATIENCE_MS; turns += 1) await systemPorts.timers.sleep(1);
    if (this.#sink === null) throw new Error('the bus was not started');
    return this.#sink.deliver(page);
  }
}
