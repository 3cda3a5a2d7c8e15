import type { Ports } from '@daifa/ports/ports';
import pg from 'pg';
import { Coalescer } from './coalescer.js';
import { KeyCache } from './key-cache.js';
import { keyTable, migrateKeys, refuseOtherMasterKey } from './key-table.js';
import { KeyMissing, KeysUnavailable, MasterKeyMismatch, type Keyring, type KeyState } from './keyring.js';
import type { KeyWrapper } from './master-key.js';
import { KEY_BYTES } from './seal.js';

export type PostgresKeys = {
  /** Where the keys live; better a database of its own, whose backups are kept 30 days at most. */
  readonly database: { readonly url: string } | { readonly pool: pg.Pool };
  readonly schema?: string;
  readonly masterKey: KeyWrapper;
  readonly ports: Pick<Ports, 'clock' | 'random'>;
};

/** Two do the work (makers and readers wait for their own), two are for destroying meanwhile. */
const CONNECTIONS_MAX = 4;
/** Keeps a statement under a second whatever is asked. */
const KEYS_PER_STATEMENT_MAX = 5_000;

type Row = { readonly subject_key_id: string; readonly wrapped_key: Buffer | null; readonly wrapped_by: string };

/**
 * Opens the keyring in PostgreSQL, making its table where there is none.
 *
 * The bytes of a destroyed key, wrapped, may lie in dead rows, WAL and backups until those are overwritten: whoever
 * has them and the master key could still unwrap it. So the master key is never kept with them.
 *
 * @throws MasterKeyMismatch @throws KeysUnavailable
 */
export async function postgresKeyring({ database, schema = 'keys', masterKey, ports }: PostgresKeys): Promise<Keyring> {
  const own = 'url' in database;
  const pool = own ? new pg.Pool({ connectionString: database.url, max: CONNECTIONS_MAX }) : database.pool;
  if (own) pool.on('error', () => undefined); // an idle connection was lost: the next query tells, or opens another
  try {
    await migrateKeys(pool, schema);
    await refuseOtherMasterKey(pool, schema, masterKey);
  } catch (error) {
    if (own) await pool.end();
    throw error instanceof MasterKeyMismatch ? error : unavailable(error);
  }
  return new PostgresKeyring(pool, keyTable(schema), masterKey, ports, own);
}

class PostgresKeyring implements Keyring {
  private readonly cache: KeyCache;
  private readonly making = new Coalescer<KeyState>((ids) => this.inParts(ids, (part) => this.make(part)));
  private readonly reading = new Coalescer<KeyState>((ids) => this.inParts(ids, (part) => this.read(part)));

  constructor(
    private readonly pool: pg.Pool,
    private readonly table: string,
    private readonly wrapper: KeyWrapper,
    private readonly ports: Pick<Ports, 'clock' | 'random'>,
    private readonly ownsPool: boolean,
  ) {
    this.cache = new KeyCache(ports.clock);
  }

  keysFor(subjectKeyIds: readonly string[]): Promise<ReadonlyMap<string, KeyState>> {
    return this.cachedOr(this.making, subjectKeyIds);
  }

  openKeys(subjectKeyIds: readonly string[]): Promise<ReadonlyMap<string, KeyState>> {
    return this.cachedOr(this.reading, subjectKeyIds);
  }

  async destroy(subjectKeyId: string): Promise<void> {
    await this.query(
      `insert into ${this.table} as known (subject_key_id, wrapped_by, created_at, destroyed_at) values ($1, $2, $3, $3)
       on conflict (subject_key_id) do update set wrapped_key = null, destroyed_at = excluded.destroyed_at where known.destroyed_at is null`,
      [subjectKeyId, this.wrapper.id, this.ports.clock.now()],
    );
    this.cache.erase(subjectKeyId);
  }

  derive(purpose: string): Buffer {
    return this.wrapper.derive(purpose);
  }

  async close(): Promise<void> {
    if (this.ownsPool) await this.pool.end();
  }

  private async cachedOr(source: Coalescer<KeyState>, ids: readonly string[]): Promise<ReadonlyMap<string, KeyState>> {
    const states = new Map<string, KeyState>();
    const unknown: string[] = [];
    for (const id of ids) {
      const key = this.cache.get(id);
      if (key) states.set(id, { kind: 'live', key });
      else unknown.push(id);
    }
    if (unknown.length === 0) return states;
    const loaded = await source.ask(unknown);
    const missing = unknown.filter((id) => !loaded.has(id));
    if (missing.length > 0) throw new KeyMissing(missing);
    for (const id of unknown) states.set(id, loaded.get(id) ?? { kind: 'erased' });
    return states;
  }

  /** In the order of ids, so that two makers who meet wait for each other and never both. */
  private async make(ids: readonly string[]): Promise<readonly [string, KeyState][]> {
    const mark = this.cache.mark();
    const entries = [...ids].sort().map((subjectKeyId) => ({ subjectKeyId, key: this.ports.random.bytes(KEY_BYTES) }));
    const wrapped = await this.wrapper.wrap(entries);
    const inserted = await this.query<{ subject_key_id: string }>(
      `insert into ${this.table} (subject_key_id, wrapped_key, wrapped_by, created_at)
       select id, wrapped, $3, $4 from unnest($1::text[], $2::bytea[]) as made (id, wrapped)
       on conflict (subject_key_id) do nothing returning subject_key_id`,
      [entries.map(({ subjectKeyId }) => subjectKeyId), wrapped, this.wrapper.id, this.ports.clock.now()],
    );
    const made = new Set(inserted.map((row) => row.subject_key_id));
    const states = entries.filter(({ subjectKeyId }) => made.has(subjectKeyId)).map(({ subjectKeyId, key }) => this.live(subjectKeyId, key, mark));
    const others = ids.filter((id) => !made.has(id));
    return others.length === 0 ? states : [...states, ...(await this.read(others))];
  }

  private async read(ids: readonly string[]): Promise<readonly [string, KeyState][]> {
    const mark = this.cache.mark();
    const rows = await this.query<Row>(`select subject_key_id, wrapped_key, wrapped_by from ${this.table} where subject_key_id = any($1)`, [ids]);
    const entries = rows.flatMap(({ subject_key_id, wrapped_key, wrapped_by }) => {
      if (wrapped_key === null) return [];
      if (wrapped_by !== this.wrapper.id) throw new MasterKeyMismatch(wrapped_by, this.wrapper.id);
      return [{ subjectKeyId: subject_key_id, wrapped: wrapped_key }];
    });
    const keys = await this.wrapper.unwrap(entries);
    const live = keys.flatMap((key, n) => {
      const id = entries[n]?.subjectKeyId;
      return id === undefined ? [] : [this.live(id, key, mark)];
    });
    return [...rows.filter((row) => row.wrapped_key === null).map((row): [string, KeyState] => [row.subject_key_id, { kind: 'erased' }]), ...live];
  }

  private live(subjectKeyId: string, key: Buffer, mark: number): [string, KeyState] {
    this.cache.keep(subjectKeyId, key, mark);
    return [subjectKeyId, { kind: 'live', key }];
  }

  private async inParts(ids: readonly string[], load: (part: readonly string[]) => Promise<readonly [string, KeyState][]>): Promise<ReadonlyMap<string, KeyState>> {
    const states = new Map<string, KeyState>();
    for (let from = 0; from < ids.length; from += KEYS_PER_STATEMENT_MAX) {
      for (const [id, state] of await load(ids.slice(from, from + KEYS_PER_STATEMENT_MAX))) states.set(id, state);
    }
    return states;
  }

  private async query<Result extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<readonly Result[]> {
    try {
      return (await this.pool.query<Result>(sql, [...values])).rows;
    } catch (error) {
      throw unavailable(error);
    }
  }
}

function unavailable(cause: unknown): KeysUnavailable {
  return new KeysUnavailable('the database of the data keys did not do as asked', { cause });
}
