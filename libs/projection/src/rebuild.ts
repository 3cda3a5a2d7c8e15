import { type Group, LOG } from './checkpoint.js';
import { identifier, qualified } from './tables.js';

/**
 * Empties a group's read models and sets it back to the beginning, in one transaction. Its consumer, in whatever process, notices
 * at its next page and applies the whole log again; `replaying` is true until it is where it was, and a broker's partitions wait for that. It needs no
 * pausing: the checkpoints are locked meanwhile. Discarded records stay discarded; parked keys get a new chance.
 *
 * @param tables the group's own read models, as `table` (in the group's schema) or `schema.table`
 * @returns the position at which the group is again where it was
 */
export async function resetGroup({ dataSource, schema, group }: Group, tables: readonly [string, ...string[]]): Promise<number> {
  const s = identifier(schema);
  const names = tables.map((table) => (table.includes('.') ? qualified(table) : `${s}.${identifier(table)}`));
  return dataSource.transaction(async (manager) => {
    const rows = await manager.query<{ position: string; replaying_until: string }[]>(
      `select position, replaying_until from ${s}.checkpoint where consumer_group = $1 for update`, [group]);
    const until = Math.max(0, ...rows.map((row) => Math.max(Number(row.position), Number(row.replaying_until))));
    await manager.query(`truncate ${names.join(', ')}`);
    await manager.query(`delete from ${s}.gate where consumer_group = $1`, [group]);
    await manager.query(`delete from ${s}.parked where consumer_group = $1`, [group]);
    await manager.query(`delete from ${s}.dead_letter where consumer_group = $1 and state = 'open'`, [group]);
    await manager.query(
      `update ${s}.checkpoint set replaying_until = case when partition = ${LOG} then $2::bigint else 0 end, position = 0, epoch = epoch + 1 where consumer_group = $1`, [group, until]);
    return until;
  });
}
