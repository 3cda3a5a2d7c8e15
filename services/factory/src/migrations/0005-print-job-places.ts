import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a label stands in its job: paper comes out as it was asked for, not as it happened to be granted. */
export class PrintJobPlaces5 implements MigrationInterface {
  readonly name = 'PrintJobPlaces1763812800005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table factory.print_job_item add column place integer not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table factory.print_job_item drop column place');
  }
}
