import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
  alter table channel_simulator.shop
    add column lose_reply_rate double precision not null default 0,
    add column ship_refusal text,
    add column ship_delay_ms integer not null default 0,
    add column repeats boolean not null default false;
  create table channel_simulator.shipment (
    channel text not null,
    shop_id text not null,
    order_no text not null,
    waybill_no text not null,
    extra text not null,
    effect_id text not null,
    submitted integer not null,
    accepted integer not null,
    accepted_at timestamptz,
    primary key (channel, shop_id, order_no, waybill_no)
  );
  create index shipment_effect on channel_simulator.shipment (effect_id);
  create table orders.upload_work (
    order_id uuid primary key,
    cause json not null,
    cause_id uuid not null,
    due_at timestamptz not null,
    claimed_until timestamptz,
    attempts integer not null default 0,
    last_reason text
  );
  create index upload_work_due on orders.upload_work (due_at);
  create table orders.shipment_row (
    order_id uuid not null,
    waybill_no text not null,
    merchant_id uuid not null,
    channel text not null,
    shop_id text not null,
    platform_order_no text not null,
    carrier text not null,
    requested_at timestamptz not null,
    upload text not null,
    code text,
    retryable boolean not null,
    attempts integer not null,
    next_attempt_at timestamptz,
    primary key (order_id, waybill_no)
  );
  create index shipment_row_list on orders.shipment_row (merchant_id, requested_at, order_id, waybill_no);
  create index shipment_row_upload on orders.shipment_row (upload, merchant_id, requested_at, order_id, waybill_no) where upload in ('FAILED', 'IGNORED');`;

/** What channels are told of parcels, what is still to be told, and the simulated channels' ledger of it. */
export class ChannelShipments7 implements MigrationInterface {
  readonly name = 'ChannelShipments1763769600007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table orders.shipment_row; drop table orders.upload_work; drop table channel_simulator.shipment; alter table channel_simulator.shop drop column lose_reply_rate, drop column ship_refusal, drop column ship_delay_ms, drop column repeats');
  }
}
