import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Shortages3 implements MigrationInterface {
  readonly name = 'Shortages1763856000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table allocation.allocation_row add column stock text not null default 'ASSUMED';
      create table allocation.shortage_row (
        shortage_id text primary key,
        order_id uuid not null,
        merchant_id uuid not null,
        factory_id uuid not null,
        allocation_id text not null,
        line_id text not null,
        sku text not null,
        quantity integer not null,
        supply text not null,
        state text not null,
        ended_as text,
        ship_by timestamptz,
        notify_by timestamptz not null,
        opened_at timestamptz not null,
        notified_at timestamptz,
        missed_at timestamptz,
        substitute_sku text,
        difference_fen bigint,
        revision integer not null
      );
      create index shortage_row_merchant on allocation.shortage_row (merchant_id, opened_at, shortage_id);
      create index shortage_row_factory on allocation.shortage_row (factory_id, opened_at, shortage_id);
      create index shortage_row_order on allocation.shortage_row (order_id);
      create index shortage_row_notify on allocation.shortage_row (notify_by) where missed_at is null and ended_as is null;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table allocation.shortage_row; alter table allocation.allocation_row drop column stock');
  }
}
