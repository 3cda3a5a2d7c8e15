import type { MigrationInterface, QueryRunner } from 'typeorm';
import { IMPORT_LINES_TABLE } from '../import/line-staging.js';

export class ImportLines2 implements MigrationInterface {
  readonly name = 'ImportLines1763769600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IMPORT_LINES_TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table orders.import_lines');
  }
}
