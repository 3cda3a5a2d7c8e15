import pg from 'pg';

/**
 * Where a relay stands and who leads it: one row in PostgreSQL for each topic. The leader holds a lease; every time of
 * leading is a new epoch. A leader that was replaced while it slept finds its epoch gone: it can not
 * move the place any more, and what it still sent comes twice, which consumers leave out.
 */
export type Held = { readonly position: number; readonly epoch: number };

export type Place = Held & { readonly isLed: boolean };

/** This process leads no longer: another one does, or the relay was set back. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

type Options = {
  readonly databaseUrl: string;
  /** The topic of events. */
  readonly topic: string;
  /** Id of this process, new at every start. */
  readonly owner: string;
  readonly leaseMs: number;
};

const CONNECT_TIMEOUT_MS = 5_000;
/** Each statement reads or writes one row by its key. */
const QUERY_TIMEOUT_MS = 10_000;

/** Makes the table; again is harmless, and two at once wait for each other. Connects as the database's owner. */
export async function migrateRelay(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined); // the query in flight says the same
  await client.connect();
  try {
    await client.query(`begin; select pg_advisory_xact_lock(hashtextextended('daifa/relay/migrate', 0));
      create schema if not exists relay;
      create table if not exists relay.place (
        topic text primary key,
        position bigint not null default 0 check (position >= 0),
        epoch bigint not null default 0,
        owner text,
        leased_until timestamptz not null default '-infinity'
      );
      comment on table relay.place is 'everything up to position is acknowledged by the broker; written by the owner of the epoch only';
      commit`);
  } finally {
    await client.end();
  }
}

/** Time is the database's, so that clocks of processes need not agree. */
const LEASE = `clock_timestamp() + make_interval(secs => $3)`;

export class RelayPlace {
  readonly #database: pg.Pool;
  /** For steps alone: they need not be on the disk at once, because a step that was lost is taken again. */
  readonly #steps: pg.Pool;

  constructor(private readonly options: Options) {
    this.#database = pool(options.databaseUrl, {});
    this.#steps = pool(options.databaseUrl, { options: '-c synchronous_commit=off' });
  }

  /** Makes the row where there is none. @throws where migrateRelay was not run */
  async open(): Promise<void> {
    await this.#database.query('insert into relay.place (topic) values ($1) on conflict do nothing', [this.options.topic]);
  }

  /** Becomes the leader where nobody is, in a new epoch; null while another process leads. */
  async acquire(): Promise<Held | null> {
    const { topic, owner, leaseMs } = this.options;
    const { rows: [row] } = await this.#database.query<{ position: string; epoch: string }>(
      `update relay.place set owner = $2, epoch = epoch + 1, leased_until = ${LEASE}
       where topic = $1 and (owner is null or owner = $2 or leased_until < clock_timestamp()) returning position, epoch`, [topic, owner, leaseMs / 1_000]);
    return row ? { position: Number(row.position), epoch: Number(row.epoch) } : null;
  }

  /** Moves the place on, after everything up to it was acknowledged, and renews the lease. @throws Fenced */
  async advance(epoch: number, position: number): Promise<void> {
    const { topic, owner, leaseMs } = this.options;
    const { rowCount } = await this.#steps.query(
      `update relay.place set position = $5, leased_until = ${LEASE} where topic = $1 and owner = $2 and epoch = $4`, [topic, owner, leaseMs / 1_000, epoch, position]);
    assertHeld(rowCount, epoch);
  }

  /** @throws Fenced */
  async renew(epoch: number): Promise<void> {
    const { topic, owner, leaseMs } = this.options;
    const { rowCount } = await this.#database.query(
      `update relay.place set leased_until = ${LEASE} where topic = $1 and owner = $2 and epoch = $4`, [topic, owner, leaseMs / 1_000, epoch]);
    assertHeld(rowCount, epoch);
  }

  /** Gives the lead back, so that another process need not wait for the lease to end. Nothing where it is gone already. */
  async release(epoch: number): Promise<void> {
    const { topic, owner } = this.options;
    await this.#database.query('update relay.place set owner = null where topic = $1 and owner = $2 and epoch = $3', [topic, owner, epoch]);
  }

  /**
   * Sets the place back to `position` and ends the epoch: whoever leads steps down, and the next leader sends everything after it again.
   *
   * @throws RangeError for a position beyond the place: what lies between would never be sent
   */
  async setBack(position: number): Promise<void> {
    if (!Number.isSafeInteger(position) || position < 0) throw new RangeError(`not a position: ${position}`);
    const { rowCount } = await this.#database.query(
      'update relay.place set position = $2, owner = null where topic = $1 and position >= $2', [this.options.topic, position]);
    if (rowCount === 0) throw new RangeError(`the relay has not reached ${position}: it can only be set back`);
  }

  async look(): Promise<Place> {
    const { rows: [row] } = await this.#database.query<{ position: string; epoch: string; led: boolean }>(
      'select position, epoch, owner is not null and leased_until >= clock_timestamp() as led from relay.place where topic = $1', [this.options.topic]);
    return { position: Number(row?.position ?? 0), epoch: Number(row?.epoch ?? 0), isLed: row?.led ?? false };
  }

  async close(): Promise<void> {
    await Promise.all([this.#database.end(), this.#steps.end()]);
  }
}

function assertHeld(rowCount: number | null, epoch: number): void {
  if (rowCount === 0) throw new Fenced(`epoch ${epoch} is over: another process leads, or the relay was set back`);
}

function pool(connectionString: string, config: pg.PoolConfig): pg.Pool {
  const made = new pg.Pool({
    ...config, connectionString, max: 2, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: QUERY_TIMEOUT_MS,
    statement_timeout: QUERY_TIMEOUT_MS, application_name: 'daifa relay', keepAlive: true,
  });
  made.on('error', () => undefined); // an idle connection was lost: the pool drops it, the next query opens another
  made.on('connect', (client) => client.on('error', () => undefined)); // lost in use: the query in flight rejects
  return made;
}
