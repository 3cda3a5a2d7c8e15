import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reshipments2 implements MigrationInterface {
  readonly name = 'Reshipments1763769600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table after_sales.reshipment_row (
        reshipment_id uuid primary key,
        merchant_id uuid not null,
        original_order_id uuid not null,
        original_order_no text not null,
        sequence integer not null,
        reason text not null,
        status text not null,
        upload text not null,
        waybill_nos json not null,
        shipped_at timestamptz,
        created_at timestamptz not null
      );
      create index reshipment_row_list on after_sales.reshipment_row (merchant_id, created_at desc, reshipment_id);
      create index reshipment_row_original on after_sales.reshipment_row (original_order_id);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table after_sales.reshipment_row');
  }
}
