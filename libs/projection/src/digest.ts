import type { DataSource } from 'typeorm';
import { qualified } from './tables.js';

/**
 * A digest of a table's rows, whatever their order and that of its columns: two tables with the same rows have the same one. Serves
 * to compare a rebuilt read model with the live one.
 *
 * @param leaveOut columns that may differ, such as when a row was written
 * @returns the number of rows and the sum of their 128-bit hashes, as `rows:hash`
 */
export async function digest(dataSource: DataSource, table: string, leaveOut: readonly string[] = []): Promise<string> {
  const [row] = await dataSource.query<{ rows: string; hash: string }[]>(
    `select count(*) as rows, coalesce(sum(('x' || left(hash, 16))::bit(64)::bigint), 0) || '.' || coalesce(sum(('x' || right(hash, 16))::bit(64)::bigint), 0) as hash
     from (select md5((to_jsonb(t) - $1::text[])::text) as hash from ${qualified(table)} t) as hashes`, [leaveOut]);
  return `${row?.rows ?? 0}:${row?.hash ?? ''}`;
}
