import { afterAll, describe, expect, test } from '@jest/globals';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { manualPorts } from '@daifa/ports/manual';
import { systemPorts } from '@daifa/ports/system';
import pg from 'pg';
import { KEY_AGE_MAX_MS } from './key-cache.js';
import { KeyMissing, KeysUnavailable, MasterKeyMismatch, type Keyring } from './keyring.js';
import { postgresKeyring } from './keys.js';
import { masterKey, type KeyWrapper } from './master-key.js';
import { memoryKeyring } from './memory-keyring.js';

const { random } = systemPorts;
const database = await testDatabase();
const pool = new pg.Pool({ connectionString: database.url, max: 6 });
afterAll(async () => {
  await pool.end();
  await database.stop();
});

const master = masterKey(random.bytes(32), random);
const newId = (): string => systemPorts.ids.uuid();
const inPostgres = (wrapper: KeyWrapper = master, ports = manualPorts({ seed: random.bytes(4).readUInt32BE() })): Promise<Keyring> =>
  postgresKeyring({ database: { pool }, masterKey: wrapper, ports });
const keyOf = async (keyring: Keyring, id: string): Promise<string> => {
  const state = (await keyring.openKeys([id])).get(id);
  return state?.kind === 'live' ? state.key.toString('hex') : String(state?.kind);
};

describe.each<[string, () => Promise<Keyring>]>([
  ['in memory', async () => memoryKeyring(systemPorts)],
  ['in PostgreSQL', () => inPostgres()],
])('a keyring %s', (_where, open) => {
  test('makes a key once and gives the same one ever after', async () => {
    const keyring = await open();
    const [a, b] = [newId(), newId()];
    const made = await keyring.keysFor([a, b]);
    expect(made.get(a)).not.toEqual(made.get(b));
    expect(await keyring.keysFor([b, a, a])).toEqual(made);
    expect(await keyring.openKeys([a, b])).toEqual(made);
  });

  test('opens no key that was never made', async () => {
    const [id, unknown] = [newId(), newId()];
    const keyring = await open();
    await keyring.keysFor([id]);
    await expect(keyring.openKeys([id, unknown])).rejects.toEqual(new KeyMissing([unknown]));
  });

  test('never makes a destroyed key again, however often it is destroyed', async () => {
    const keyring = await open();
    const [made, never] = [newId(), newId()];
    await keyring.keysFor([made]);
    for (const id of [made, never, made]) await keyring.destroy(id);
    for (const states of [await keyring.keysFor([made, never]), await keyring.openKeys([made, never])]) {
      expect([...states.values()]).toEqual([{ kind: 'erased' }, { kind: 'erased' }]);
    }
  });

  test('derives one key per purpose, always the same', async () => {
    const keyring = await open();
    expect(keyring.derive('a')).toEqual(keyring.derive('a'));
    expect(keyring.derive('a')).not.toEqual(keyring.derive('b'));
    expect(keyring.derive('a')).toHaveLength(32);
  });
});

describe('the keyring in PostgreSQL', () => {
  test('gives many who ask at once, in several processes, one and the same key', async () => {
    const ids = Array.from({ length: 40 }, newId);
    const keyrings = await Promise.all(Array.from({ length: 4 }, () => inPostgres()));
    const answers = await Promise.all(keyrings.flatMap((keyring) => [keyring.keysFor(ids), keyring.keysFor([...ids].reverse()), keyring.keysFor(ids.slice(10, 30))]));
    const truth = await (await inPostgres()).openKeys(ids);
    for (const answer of answers) for (const [id, state] of answer) expect(state).toEqual(truth.get(id));
  });

  test('makes keys for two who come from opposite ends, without a deadlock', async () => {
    const [a = '', middle = '', z = ''] = [newId(), newId(), newId()].sort();
    const [up, down, other] = [await inPostgres(), await inPostgres(), await pool.connect()];
    await other.query('begin');
    await other.query(`insert into keys.data_keys (subject_key_id, wrapped_by, created_at, destroyed_at) values ($1, '', now(), now())`, [middle]);
    const making = Promise.all([up.keysFor([a, middle, z]), down.keysFor([z, middle, a])]);
    for (let waiting = 0; waiting < 2; ) waiting = (await pool.query(`select 1 from pg_locks where not granted and locktype = 'transactionid'`)).rows.length;
    await other.query('rollback');
    other.release();
    const [first, second] = await making;
    expect(second).toEqual(first);
  });

  test('asks the database once for all who come while it is asked', async () => {
    const counted: number[] = [];
    const wrapper: KeyWrapper = { ...master, wrap: (entries) => (counted.push(entries.length), master.wrap(entries)) };
    const keyring = await inPostgres(wrapper);
    const first = keyring.keysFor([newId()]);
    await Promise.resolve();
    await Promise.all([first, ...Array.from({ length: 50 }, () => keyring.keysFor([newId(), newId()]))]);
    expect(counted).toEqual([1, 100]);
  });

  test('starts from nothing in several processes at once', async () => {
    const schema = `keys_${newId().slice(0, 8)}`;
    const opened = await Promise.all(Array.from({ length: 5 }, () => postgresKeyring({ database: { url: database.url }, schema, masterKey: master, ports: systemPorts })));
    const id = newId();
    await opened[0]?.keysFor([id]);
    for (const keyring of opened) {
      expect((await keyring.openKeys([id])).get(id)?.kind).toBe('live');
      await keyring.close();
    }
  });

  test('F-SP-05: keeps the row of a destroyed key without its key, and no key in clear', async () => {
    const keyring = await inPostgres();
    const [gone, kept] = [newId(), newId()];
    const clear = (await keyring.keysFor([gone, kept])).get(kept);
    await keyring.destroy(gone);
    const { rows } = await pool.query<{ wrapped_key: Buffer | null; destroyed_at: Date | null }>('select wrapped_key, destroyed_at from keys.data_keys where subject_key_id = any($1) order by destroyed_at nulls last', [[gone, kept]]);
    expect(rows[0]).toMatchObject({ wrapped_key: null, destroyed_at: expect.any(Date) });
    expect(clear?.kind === 'live' && rows[1]?.wrapped_key?.includes(clear.key)).toBe(false);
  });

  test('forgets a key destroyed here at once, and one destroyed by another process within its age', async () => {
    const [here, there] = [manualPorts(), manualPorts({ seed: 2 })];
    const [mine, other] = [await inPostgres(master, here), await inPostgres(master, there)];
    const id = newId();
    await mine.keysFor([id]);
    await other.openKeys([id]);
    await mine.destroy(id);
    expect(await keyOf(mine, id)).toBe('erased');
    await there.advance(KEY_AGE_MAX_MS + 1);
    expect(await keyOf(other, id)).toBe('erased');
  });

  test('never remembers a key that was read before it was destroyed', async () => {
    const id = newId();
    await (await inPostgres()).keysFor([id]);
    let unwrapping = (): void => undefined;
    let goOn = (): void => undefined;
    const started = new Promise<void>((resolve) => (unwrapping = resolve));
    const released = new Promise<void>((resolve) => (goOn = resolve));
    const keyring = await inPostgres({ ...master, unwrap: async (entries) => (unwrapping(), await released, master.unwrap(entries)) });
    const reading = keyring.openKeys([id]);
    await started;
    await keyring.destroy(id);
    goOn();
    await reading;
    expect(await keyOf(keyring, id)).toBe('erased');
  });

  test('gives no key whose row was moved to another subject', async () => {
    const keyring = await inPostgres();
    const [a, b] = [newId(), newId()];
    await keyring.keysFor([a, b]);
    await pool.query('update keys.data_keys set wrapped_key = (select wrapped_key from keys.data_keys where subject_key_id = $1) where subject_key_id = $2', [a, b]);
    await expect((await inPostgres()).openKeys([b])).rejects.toThrow('seal is broken');
  });

  test('does not start with another master key than the one its keys were wrapped by', async () => {
    await (await inPostgres()).keysFor([newId()]);
    await expect(inPostgres(masterKey(random.bytes(32), random))).rejects.toThrow(MasterKeyMismatch);
  });

  test('says so when its database cannot be reached, and works again when it can', async () => {
    const keyring = await postgresKeyring({ database: { url: database.url }, masterKey: master, ports: systemPorts });
    const id = newId();
    await pool.query('alter table keys.data_keys rename to elsewhere');
    await expect(keyring.keysFor([id])).rejects.toThrow(KeysUnavailable);
    await pool.query('alter table keys.elsewhere rename to data_keys');
    expect((await keyring.keysFor([id])).get(id)?.kind).toBe('live');
    await keyring.close();
  });
});
