import { projectionTables } from '@daifa/projection/tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const workListAndFeed = `
create table factory.work_list_row (
  allocation_id text collate "C" primary key,
  factory_id uuid not null,
  allocated_at timestamptz not null,
  status text not null,
  held boolean not null,
  changed_at timestamptz not null,
  revision integer not null,
  seq bigint not null,
  item json not null
) with (fillfactor = 70);
create index work_list_row_list on factory.work_list_row (factory_id, allocated_at, allocation_id);
create index work_list_row_status on factory.work_list_row (factory_id, status, allocated_at, allocation_id);
create table factory.feed_head (factory_id uuid primary key, seq bigint not null) with (fillfactor = 50);
create table factory.feed_entry (
  factory_id uuid not null,
  seq bigint not null,
  prev_seq bigint not null,
  type text not null,
  allocation_id text not null,
  order_mask_sn uuid not null,
  revision integer not null,
  position bigint not null,
  at timestamptz not null,
  payload json not null,
  primary key (factory_id, seq)
);`;

const printJobsAndTasks = `
create table factory.print_job_item (
  permit_id text collate "C" primary key,
  factory_id uuid not null,
  print_job_id text not null,
  granted_position bigint not null,
  label_id text not null,
  allocation_ids text[] not null,
  waybill_no text not null,
  copy integer not null,
  reason text not null,
  state text not null,
  result text,
  expires_at timestamptz not null
);
create index print_job_item_job on factory.print_job_item (factory_id, print_job_id, granted_position);
create table factory.factory_task (
  task_id uuid primary key,
  factory_id uuid not null,
  task text not null,
  order_mask_sn uuid not null,
  allocation_ids text[] not null,
  label_id text,
  due_at timestamptz not null,
  opened_at timestamptz not null
);
create index factory_task_list on factory.factory_task (factory_id, opened_at desc, task_id);`;

/** Ids are compared byte by byte, as everywhere outside the database. */
export class FactoryTables1 implements MigrationInterface {
  readonly name = 'FactoryTables1763769600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(projectionTables('factory'));
    await runner.query(workListAndFeed);
    await runner.query(printJobsAndTasks);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table factory.work_list_row, factory.feed_head, factory.feed_entry, factory.print_job_item, factory.factory_task');
  }
}
