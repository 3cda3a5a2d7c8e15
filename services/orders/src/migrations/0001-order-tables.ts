import { projectionTables } from '@daifa/projection/tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderTables1 implements MigrationInterface {
  readonly name = 'OrderTables1763769600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(projectionTables('orders'));
    await runner.query(`
      create table orders.order_row (
        order_id uuid primary key,
        merchant_id uuid,
        channel text not null,
        shop_id text not null,
        platform_order_no text not null,
        platform_status text not null,
        status text not null,
        held boolean not null,
        parked boolean not null,
        summary json not null,
        imported_at timestamptz not null,
        revision integer not null
      );
      create index order_row_list on orders.order_row (merchant_id, imported_at desc, order_id);
      create index order_row_no on orders.order_row (merchant_id, platform_order_no);
      create index order_row_held on orders.order_row (merchant_id, imported_at desc, order_id) where held;
      create index order_row_parked on orders.order_row (imported_at, order_id) where parked;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table orders.order_row');
  }
}
