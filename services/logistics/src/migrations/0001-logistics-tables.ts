import { projectionTables } from '@daifa/projection/tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const READ_MODELS = `
  create table logistics.waybill_row (
    label_id text primary key,
    order_id uuid not null,
    merchant_id uuid not null,
    factory_id uuid not null,
    allocation_ids text[] not null,
    carrier text not null,
    waybill_no text,
    state text not null,
    orphaned boolean not null,
    reason text,
    quarantined boolean not null,
    requested_at timestamptz not null,
    revision integer not null
  );
  create index waybill_row_merchant on logistics.waybill_row (merchant_id, requested_at desc, label_id);
  create index waybill_row_factory on logistics.waybill_row (factory_id, requested_at desc, label_id);
  create index waybill_row_number on logistics.waybill_row (waybill_no) where waybill_no is not null;
  create table logistics.intercept_row (
    intercept_id text primary key,
    order_id uuid not null,
    merchant_id uuid not null,
    kind text not null,
    allocation_ids text[] not null,
    carrier text not null,
    waybill_no text not null,
    outcome text,
    note text not null,
    opened_at timestamptz not null,
    closed_at timestamptz
  );
  create index intercept_row_list on logistics.intercept_row (merchant_id, opened_at desc, intercept_id);`;

/** No read model: a rebuild leaves it alone. What is due at carriers, until it is done. */
const LABEL_WORK = `
  create table logistics.label_work (
    label_id text primary key,
    kind text not null check (kind in ('purchase', 'void')),
    order_id uuid not null,
    carrier text not null,
    cause json not null,
    cause_id uuid not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    last_reason text
  ) with (fillfactor = 80);
  create index label_work_due on logistics.label_work (carrier, due_at);`;

export class LogisticsTables1 implements MigrationInterface {
  readonly name = 'LogisticsTables1763769600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(projectionTables('logistics'));
    await runner.query(READ_MODELS);
    await runner.query(LABEL_WORK);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table logistics.waybill_row, logistics.intercept_row, logistics.label_work');
  }
}
