import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Read models of the group `orders.shops`: since when a merchant works with a factory, and when a shop's orders were placed. */
const READ_MODELS = `
  create table orders.bound_merchant (
    merchant_id uuid primary key,
    bound_at timestamptz not null
  );
  create table orders.shop_order (
    order_id uuid primary key,
    merchant_id uuid not null,
    channel text not null,
    shop_id text not null,
    placed_at timestamptz not null,
    platform_order_no text not null
  );
  create index shop_order_placed on orders.shop_order (merchant_id, channel, shop_id, placed_at);`;

/** No read models: a rebuild leaves them alone. Tokens, secrets and what was set aside are sealed. */
const SHOPS = `
  create table orders.shop (
    shop_key uuid primary key,
    merchant_id uuid not null,
    channel text not null,
    shop_id text not null,
    name text not null,
    approve text not null check (approve in ('RULE', 'PERSON')),
    backfill_days integer not null,
    state text not null check (state in ('AWAITING_AUTHORISATION', 'ACTIVE', 'AUTH_EXPIRED', 'PAUSED')),
    sealed_token text,
    sealed_secret text not null,
    registered_at timestamptz not null,
    synced_to timestamptz,
    gap_since timestamptz,
    due_at timestamptz not null,
    failures integer not null default 0,
    last_failure text,
    last_statement json,
    reconciled_day date,
    lease_id uuid,
    leased_until timestamptz,
    unique (merchant_id, channel, shop_id)
  ) with (fillfactor = 80);
  create index shop_due on orders.shop (due_at) where state = 'ACTIVE';
  create table orders.quarantine (
    quarantine_id uuid primary key,
    shop_key uuid not null references orders.shop,
    kind text not null check (kind in ('ORDER', 'AFTER_SALE', 'MESSAGE')),
    platform_order_no text,
    reason text not null,
    fields text[] not null,
    subject_id uuid not null,
    sealed text not null,
    read_at timestamptz not null,
    attempts integer not null default 0,
    settled text check (settled in ('TAKEN', 'SUPERSEDED')),
    settled_at timestamptz
  );
  create index quarantine_open on orders.quarantine (shop_key, read_at desc, quarantine_id) where settled is null;
  create index quarantine_order on orders.quarantine (shop_key, platform_order_no) where settled is null;
  create table orders.message_seen (
    shop_key uuid not null,
    signature text not null,
    seen_at timestamptz not null,
    primary key (shop_key, signature)
  );
  create index message_seen_at on orders.message_seen (seen_at);
  create table orders.reconciliation (
    reconciliation_id uuid primary key,
    shop_key uuid not null references orders.shop,
    day date not null,
    ran_at timestamptz not null,
    platform_orders integer not null,
    our_orders integer not null,
    missing text[] not null,
    healed text[] not null,
    extra text[] not null
  );
  create index reconciliation_list on orders.reconciliation (shop_key, ran_at desc, reconciliation_id);`;

export class Shops5 implements MigrationInterface {
  readonly name = 'Shops1763769600005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(READ_MODELS);
    await runner.query(SHOPS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table orders.reconciliation, orders.message_seen, orders.quarantine, orders.shop, orders.shop_order, orders.bound_merchant');
  }
}
