import { settledLines, type SettledLine } from '@daifa/order-domain/settlement';
import type { Step } from '@daifa/order-store/folds';
import { rowSet } from '@daifa/projection/row-set';
import type { EntityManager } from 'typeorm';

const ENDED = rowSet({ allocation_id: 'text', to_position: 'bigint' });
const BEGUN = rowSet({ allocation_id: 'text', from_position: 'bigint', to_position: 'bigint', merchant_id: 'uuid', factory_id: 'uuid', returned_at: 'text', line: 'json' });

/**
 * What is to be settled, with its whole history: a version of a line is valid from one position of the log until another. So a
 * statement at a position is a plain question, the same answer today, after a crash and after a rebuild.
 */
export type LineVersion = { readonly line: SettledLine; readonly fromPosition: number; readonly toPosition: number | null };

/** What a page changes: versions that begin in it, and the position where each version that was valid before it ends. */
export type SettledChanges = { readonly begun: readonly LineVersion[]; readonly ended: ReadonlyMap<string, number> };

export function settledChanges(steps: readonly Step[]): SettledChanges {
  const ended = new Map<string, number>();
  const begun: LineVersion[] = [];
  const open = new Map<string, number>();
  for (const { before, after, record: { position } } of steps) {
    const [was, is] = [byAllocation(settledLines(before)), byAllocation(settledLines(after))];
    for (const allocationId of new Set([...was.keys(), ...is.keys()])) {
      const line = is.get(allocationId);
      if (JSON.stringify(line) === JSON.stringify(was.get(allocationId))) continue;
      const place = open.get(allocationId);
      const version = place === undefined ? undefined : begun[place];
      if (place !== undefined && version) begun[place] = { ...version, toPosition: position };
      else if (was.has(allocationId)) ended.set(allocationId, position);
      open.delete(allocationId);
      if (line) open.set(allocationId, begun.push({ line, fromPosition: position, toPosition: null }) - 1);
    }
  }
  return { begun, ended };
}

const byAllocation = (lines: readonly SettledLine[]): ReadonlyMap<string, SettledLine> => new Map(lines.map((line) => [line.allocationId, line]));

/** Writes a page's changes, each kind in one statement. */
export async function writeSettled(manager: EntityManager, { begun, ended }: SettledChanges): Promise<void> {
  if (ended.size > 0) {
    await manager.query(
      `update allocation.settled_line s set to_position = r.to_position from ${ENDED.from}
       where s.allocation_id = r.allocation_id and s.to_position is null`,
      ENDED.values([...ended].map(([allocation_id, to_position]) => ({ allocation_id, to_position }))),
    );
  }
  if (begun.length === 0) return;
  const rows = begun.map(({ line, fromPosition, toPosition }) => ({
    allocation_id: line.allocationId, from_position: fromPosition, to_position: toPosition, merchant_id: line.merchantId, factory_id: line.factoryId, returned_at: line.returnedAt, line,
  }));
  await manager.query(
    `insert into allocation.settled_line (allocation_id, from_position, to_position, merchant_id, factory_id, returned_at, line)
     select * from ${BEGUN.from}`,
    BEGUN.values(rows),
  );
}
