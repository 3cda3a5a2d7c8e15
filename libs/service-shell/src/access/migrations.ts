import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateAccess1794268800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table access.tenant (
        tenant_id uuid primary key,
        name text not null check (length(name) between 1 and 100),
        roles text[] not null check (roles <@ array['merchant', 'factory', 'platform', 'analyst']),
        factory_shop_id text unique check (factory_shop_id ~ '^F[0-9]{8}$'),
        created_at timestamptz not null,
        check (not 'factory' = any (roles) or factory_shop_id is not null)
      )`);
    await runner.query(`
      create table access.api_key (
        key_id text primary key,
        tenant_id uuid not null references access.tenant,
        label text not null,
        hash bytea not null check (length(hash) = 32),
        created_at timestamptz not null,
        expires_at timestamptz,
        revoked_at timestamptz
      )`);
    await runner.query('create index api_key_tenant on access.api_key (tenant_id)');
    await runner.query(`
      create table access.idempotency (
        tenant_id uuid not null,
        key text not null,
        request_hash bytea not null,
        attempt integer not null default 1,
        started_at timestamptz not null,
        expires_at timestamptz not null,
        answer jsonb,
        primary key (tenant_id, key)
      )`);
    await runner.query('create index idempotency_expiry on access.idempotency (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.idempotency, access.api_key, access.tenant');
  }
}

export const accessMigrations = [CreateAccess1794268800000];
