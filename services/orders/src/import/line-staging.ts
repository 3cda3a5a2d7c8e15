import type { ExportedLine } from './exported-order.js';
import { wholeLines, type LineStaging, type StagedLine } from './line-lookup.js';

/**
 * The table of PostgresLines, for the migration of the orders schema. Unlogged: it holds the lines of imports under way,
 * without personal data, and an import cut short by a crash of the database is run again. A null line breaks its order.
 */
export const IMPORT_LINES_TABLE = `
  create unlogged table if not exists orders.import_lines (
    import_id uuid not null,
    platform_order_no text not null,
    row integer not null,
    line jsonb,
    staged_at timestamptz not null default now(),
    primary key (import_id, platform_order_no, row)
  )`;

/** A pg Pool or Client, or a TypeORM DataSource: the first answers with `{ rows }`, the second with the rows. */
export type Queryable = { query(sql: string, parameters?: unknown[]): Promise<unknown> };

const PUT = `
  insert into orders.import_lines (import_id, platform_order_no, row, line)
  select $1::uuid, given.order_no, given.row, given.line::jsonb from unnest($2::text[], $3::integer[], $4::text[]) as given(order_no, row, line)
  on conflict (import_id, platform_order_no, row) do update set line = excluded.line`;

const LINES_OF = `
  select platform_order_no as "orderNo", line from orders.import_lines
  where import_id = $1::uuid and platform_order_no = any($2::text[]) order by platform_order_no, row`;

/** The lines of one import, kept in PostgreSQL so that a detail file of any length costs no memory. */
export class PostgresLines implements LineStaging {
  constructor(private readonly database: Queryable, private readonly importId: string) {}

  async put(lines: readonly StagedLine[]): Promise<void> {
    await this.database.query(PUT, [
      this.importId,
      lines.map((line) => line.platformOrderNo),
      lines.map((line) => line.row),
      lines.map((line) => (line.line ? JSON.stringify(line.line) : null)),
    ]);
  }

  async linesOf(orderNos: readonly string[]): Promise<ReadonlyMap<string, readonly ExportedLine[]>> {
    const answer = await this.database.query(LINES_OF, [this.importId, [...orderNos]]);
    const byOrder = new Map<string, (ExportedLine | null)[]>();
    for (const { orderNo, line } of rowsOf(answer)) {
      const lines = byOrder.get(orderNo);
      if (lines) lines.push(line);
      else byOrder.set(orderNo, [line]);
    }
    const found = new Map<string, readonly ExportedLine[]>();
    for (const [orderNo, rows] of byOrder) {
      const lines = wholeLines(rows);
      if (lines) found.set(orderNo, lines);
    }
    return found;
  }

  /** When the import is over, however it ended. Repeatable. */
  async remove(): Promise<void> {
    await this.database.query('delete from orders.import_lines where import_id = $1::uuid', [this.importId]);
  }
}

/** Removes the lines of imports that ended without removing them. @param before ISO 8601; longer ago than any import lasts */
export async function removeAbandonedLines(database: Queryable, before: string): Promise<void> {
  await database.query('delete from orders.import_lines where staged_at < $1::timestamptz', [before]);
}

type LineRow = { readonly orderNo: string; readonly line: ExportedLine | null };

/** Our own rows, written by `put`: believed as they are. */
function rowsOf(answer: unknown): readonly LineRow[] {
  const rows: unknown = typeof answer === 'object' && answer !== null && 'rows' in answer ? answer.rows : answer;
  if (!isRows(rows)) throw new Error('the database answered a select without rows');
  return rows;
}

function isRows(rows: unknown): rows is readonly LineRow[] {
  return Array.isArray(rows);
}
