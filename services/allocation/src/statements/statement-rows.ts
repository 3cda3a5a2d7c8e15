import type { StoredRecord } from '@daifa/event-store/port';
import { statementEvolution, type Statement, type StatementDay } from '@daifa/order-domain/statement-events';
import { decodeStatementRecord } from '@daifa/order-store/orders';
import type { EntityManager } from 'typeorm';

type Row = { readonly statement: Statement; readonly position: number };

/** Folds a page into the rows of the statements it speaks of: few and slow, so a page reads what it changes and writes it as one. */
export async function writeStatements(manager: EntityManager, records: readonly StoredRecord[]): Promise<void> {
  const events = records.map(decodeStatementRecord).flatMap(({ event, position }) => (event.type === 'StatementDayClosed' ? [] : [{ event, position }]));
  const ids = [...new Set(events.map(({ event }) => event.statementId))];
  if (ids.length === 0) return;
  const known: readonly { readonly position: string; readonly statement: Statement }[] = await manager.query('select position, statement from allocation.statement_row where statement_id = any($1)', [ids]);
  const rows = new Map<string, Row>(known.map(({ position, statement }) => [statement.statementId, { statement, position: Number(position) }]));
  for (const { event, position } of events) {
    const row = rows.get(event.statementId);
    const [statement] = statementEvolution.evolve(dayOf(row), event).statements;
    if (statement) rows.set(event.statementId, { statement, position: row?.position ?? position });
  }
  await upsert(manager, [...rows.values()]);
}

const dayOf = (row: Row | undefined): StatementDay => ({ statements: row ? [row.statement] : [], closed: false });

async function upsert(manager: EntityManager, rows: readonly Row[]): Promise<void> {
  const columns = rows.map(({ statement, position }) => ({ statement_id: statement.statementId, position, merchant_id: statement.merchantId, factory_id: statement.factoryId, requested_at: statement.requestedAt, statement }));
  await manager.query(
    `insert into allocation.statement_row (statement_id, position, merchant_id, factory_id, requested_at, statement)
     select * from json_to_recordset($1::json) as r(statement_id text, position bigint, merchant_id uuid, factory_id uuid, requested_at timestamptz, statement json)
     on conflict (statement_id) do update set statement = excluded.statement`,
    [JSON.stringify(columns)],
  );
}
