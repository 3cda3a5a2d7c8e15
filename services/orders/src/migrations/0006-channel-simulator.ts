import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
  create schema channel_simulator;
  create sequence channel_simulator.number;
  create table channel_simulator.shop (
    channel text not null,
    shop_id text not null,
    fail_rate double precision not null default 0,
    limit_rate double precision not null default 0,
    drop_rate double precision not null default 0,
    double_rate double precision not null default 0,
    shift_rate double precision not null default 0,
    reorder boolean not null default false,
    messages boolean not null default true,
    calls integer not null default 0,
    answered integer not null default 0,
    limited integer not null default 0,
    failed integer not null default 0,
    messages_sent integer not null default 0,
    messages_accepted integer not null default 0,
    primary key (channel, shop_id)
  );
  create table channel_simulator.token (
    hash text primary key,
    channel text not null,
    shop_id text not null,
    expires_at timestamptz not null
  );
  create table channel_simulator.placed_order (
    channel text not null,
    shop_id text not null,
    order_no text not null,
    placed_at timestamptz not null,
    updated_at timestamptz not null,
    status text not null,
    after_sale text not null default 'NONE',
    in_review boolean not null default false,
    receiver_version integer not null default 1,
    broken text,
    hidden boolean not null default false,
    primary key (channel, shop_id, order_no)
  ) with (fillfactor = 80);
  create index placed_order_updated on channel_simulator.placed_order (channel, shop_id, updated_at, order_no);
  create index placed_order_placed on channel_simulator.placed_order (channel, shop_id, placed_at, order_no);
  create table channel_simulator.after_sale (
    channel text not null,
    shop_id text not null,
    after_sale_no text not null,
    order_no text not null,
    state text not null,
    quantity integer not null,
    updated_at timestamptz not null,
    primary key (channel, shop_id, after_sale_no)
  );
  create index after_sale_updated on channel_simulator.after_sale (channel, shop_id, updated_at, after_sale_no);`;

/**
 * The outside world of the simulated channels, in a schema of its own: it stays when our process dies, as a platform would.
 * It never holds a person: who bought what follows from the order's number, and is told only in an answer.
 */
export class ChannelSimulator6 implements MigrationInterface {
  readonly name = 'ChannelSimulator1763769600006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema channel_simulator cascade');
  }
}
