import { projectionTables } from '@daifa/projection/tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AfterSaleTables1 implements MigrationInterface {
  readonly name = 'AfterSaleTables1763769600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(projectionTables('after_sales'));
    await runner.query(`
      create table after_sales.after_sale_row (
        after_sale_id uuid primary key,
        merchant_id uuid not null,
        order_id uuid not null,
        after_sale_type text not null,
        state text not null,
        lines json not null,
        reason text not null,
        refunded json not null,
        version integer not null,
        opened_at timestamptz not null,
        updated_at timestamptz not null
      );
      create index after_sale_row_list on after_sales.after_sale_row (merchant_id, opened_at desc, after_sale_id);
      create index after_sale_row_order on after_sales.after_sale_row (order_id);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table after_sales.after_sale_row');
  }
}
