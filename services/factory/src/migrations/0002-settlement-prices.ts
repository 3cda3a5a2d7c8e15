import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SettlementPrices1763769600002 implements MigrationInterface {
  readonly name = 'SettlementPrices1763769600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table factory.settlement_price_row (
        price_list_id uuid not null,
        revision integer not null,
        factory_id uuid not null,
        item text not null,
        sku text not null,
        price_fen bigint,
        effective_from timestamptz not null,
        set_at timestamptz not null,
        position bigint not null,
        primary key (price_list_id, revision)
      );
      create index settlement_price_row_list on factory.settlement_price_row (factory_id, position desc);
      create index settlement_price_row_sku on factory.settlement_price_row (factory_id, item, sku, position desc);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table factory.settlement_price_row');
  }
}
