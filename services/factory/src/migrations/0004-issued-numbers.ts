import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose label a number was bought for: so that it is found when somebody types it for another order. */
export class IssuedNumbers4 implements MigrationInterface {
  readonly name = 'IssuedNumbers1763812800004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table factory.issued_number (waybill_no text collate "C" primary key, order_id uuid not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table factory.issued_number');
  }
}
