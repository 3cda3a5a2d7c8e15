import type pg from 'pg';
import { MasterKeyMismatch } from './keyring.js';
import type { KeyWrapper } from './master-key.js';

const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/** Checked, because it becomes part of SQL. */
export function keyTable(schema: string): string {
  if (!SCHEMA_NAME.test(schema)) throw new TypeError(`not a schema name: ${schema}`);
  return `${schema}.data_keys`;
}

/**
 * Makes schema and table where they are missing: by several processes at once, and again and again. A role that may not make
 * them needs somebody who may, once. A destroyed key keeps its row, without the key.
 */
export async function migrateKeys(pool: pg.Pool, schema: string): Promise<void> {
  const table = keyTable(schema);
  const { rows } = await pool.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table]);
  if (rows[0]?.there) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`daifa/${table}`]);
    await client.query(`
      create schema if not exists ${schema};
      create table if not exists ${table} (
        subject_key_id text primary key,
        wrapped_key bytea,
        wrapped_by text not null,
        created_at timestamptz not null,
        destroyed_at timestamptz,
        check ((wrapped_key is null) = (destroyed_at is not null))
      )`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Looks at one row: a new master key file beside an old database must stop the start, not the first label. @throws MasterKeyMismatch */
export async function refuseOtherMasterKey(pool: pg.Pool, schema: string, wrapper: KeyWrapper): Promise<void> {
  const { rows } = await pool.query<{ wrapped_by: string }>(`select wrapped_by from ${keyTable(schema)} where wrapped_key is not null limit 1`);
  if (rows[0] && rows[0].wrapped_by !== wrapper.id) throw new MasterKeyMismatch(rows[0].wrapped_by, wrapper.id);
}
