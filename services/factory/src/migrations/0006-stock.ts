import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Stock6 implements MigrationInterface {
  readonly name = 'Stock1763856000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table factory.stock_row (
        item_id uuid primary key,
        factory_id uuid not null,
        sku text not null collate "C",
        on_hand integer not null,
        backorder_max integer not null,
        supply text not null,
        changed_at timestamptz not null
      );
      create unique index stock_row_list on factory.stock_row (factory_id, sku);
      create table factory.stock_entry (
        allocation_id text primary key,
        item_id uuid not null,
        quantity integer not null,
        ship_by timestamptz,
        state text not null
      );
      create index stock_entry_item on factory.stock_entry (item_id);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table factory.stock_row, factory.stock_entry');
  }
}
