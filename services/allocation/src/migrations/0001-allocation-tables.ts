import { projectionTables } from '@daifa/projection/tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AllocationTables1 implements MigrationInterface {
  readonly name = 'AllocationTables1763769600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(projectionTables('allocation'));
    await runner.query(`
      create table allocation.allocation_row (
        allocation_id text primary key,
        order_id uuid not null,
        merchant_id uuid not null,
        factory_id uuid not null,
        line_id text not null,
        epoch integer not null,
        quantity integer not null,
        title text not null,
        spec text not null,
        status text not null,
        cancel_cause text,
        cancel_reason text,
        carrier text,
        waybill_no text,
        held boolean not null,
        revision integer not null,
        allocated_at timestamptz not null
      );
      create index allocation_row_list on allocation.allocation_row (merchant_id, allocated_at desc, allocation_id);
      create index allocation_row_order on allocation.allocation_row (order_id);
      create table allocation.binding_row (
        binding_id text primary key,
        merchant_id uuid not null,
        factory_id uuid not null,
        merchant_alias text not null,
        service_type text not null,
        fenced boolean not null,
        state text not null,
        requested_at timestamptz not null,
        updated_at timestamptz not null
      );
      create index binding_row_merchant on allocation.binding_row (merchant_id, requested_at desc, binding_id);
      create index binding_row_factory on allocation.binding_row (factory_id, requested_at desc, binding_id);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table allocation.allocation_row, allocation.binding_row');
  }
}
