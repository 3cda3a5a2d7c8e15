import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ClockRows4 implements MigrationInterface {
  readonly name = 'ClockRows1763769600004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orders.clock_row (
        order_id uuid not null,
        stage text not null,
        allocation_id text not null,
        merchant_id uuid not null,
        factory_id uuid,
        owner text not null,
        started_at timestamptz not null,
        at_risk_at timestamptz,
        due_at timestamptz,
        ended_at timestamptz,
        paused boolean not null,
        missed_at timestamptz,
        primary key (order_id, stage, allocation_id)
      );
      create index clock_row_list on orders.clock_row (merchant_id, started_at, order_id, stage, allocation_id);
      create index clock_row_factory on orders.clock_row (factory_id, started_at, order_id, stage, allocation_id) where owner = 'FACTORY';
      create index clock_row_running on orders.clock_row (due_at) where missed_at is null and ended_at is null;
      create index clock_row_late on orders.clock_row (due_at) where missed_at is null and ended_at > due_at;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table orders.clock_row');
  }
}
