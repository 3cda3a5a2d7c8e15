import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Entries that came out of the log's order, until everything before them is there. */
const feedStaged = `
create table factory.feed_staged (
  position bigint not null,
  n integer not null,
  factory_id uuid not null,
  type text not null,
  allocation_id text not null,
  order_mask_sn uuid not null,
  revision integer not null,
  at timestamptz not null,
  payload json not null,
  changed boolean not null,
  primary key (position, n)
);`;

export class FeedStaged3 implements MigrationInterface {
  readonly name = 'FeedStaged1763805600003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(feedStaged);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table factory.feed_staged');
  }
}
