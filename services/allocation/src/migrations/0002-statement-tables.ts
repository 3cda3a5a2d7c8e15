import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Instants of the settled lines are text (`Date.toISOString`), compared byte by byte as the program does. */
export class StatementTables2 implements MigrationInterface {
  readonly name = 'StatementTables1763769600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table allocation.settled_line (
        allocation_id text collate "C" not null,
        from_position bigint not null,
        to_position bigint,
        merchant_id uuid not null,
        factory_id uuid not null,
        returned_at text collate "C" not null,
        line json not null,
        primary key (allocation_id, from_position)
      );
      create index settled_line_range on allocation.settled_line (merchant_id, factory_id, returned_at, allocation_id, from_position);
      create unique index settled_line_open on allocation.settled_line (allocation_id) where to_position is null;
      create table allocation.statement_row (
        statement_id text primary key,
        position bigint not null,
        merchant_id uuid not null,
        factory_id uuid not null,
        requested_at timestamptz not null,
        statement json not null
      );
      create index statement_row_merchant on allocation.statement_row (merchant_id, position desc);
      create index statement_row_factory on allocation.statement_row (factory_id, position desc);
      create table allocation.statement_work (
        statement_id text primary key,
        position bigint not null,
        cause json not null,
        due_at timestamptz not null,
        claimed_by uuid,
        attempts integer not null default 0,
        last_reason text
      );
      create index statement_work_due on allocation.statement_work (due_at);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table allocation.settled_line, allocation.statement_row, allocation.statement_work');
  }
}
