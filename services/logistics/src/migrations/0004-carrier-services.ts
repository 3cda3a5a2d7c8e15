import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The live e-waybill services of all merchants. What the merchant's own stream decides, one branch on one address (EWB-11), the
 * index holds as well: `scope_key` is the courier where each courier has its own branch there, and empty where they share one.
 */
export class CarrierServices4 implements MigrationInterface {
  readonly name = 'CarrierServices1763812800004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table logistics.carrier_service_row (
        service_id uuid primary key,
        merchant_id uuid not null,
        carrier text not null,
        address_id text not null,
        branch_id text not null,
        scope_key text not null,
        state text not null,
        applied_at timestamptz not null
      );
      create unique index carrier_service_row_branch on logistics.carrier_service_row (merchant_id, address_id, scope_key) where state in ('IN_REVIEW', 'OPENED', 'SUSPENDED');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table logistics.carrier_service_row');
  }
}
