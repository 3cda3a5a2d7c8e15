import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KnownReceivers3 implements MigrationInterface {
  readonly name = 'KnownReceivers1763769600003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orders.known_receiver (
        merchant_id uuid not null,
        receiver_key text not null,
        order_id uuid not null,
        primary key (merchant_id, receiver_key, order_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table orders.known_receiver');
  }
}
