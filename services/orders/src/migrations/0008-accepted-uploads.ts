import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the simulated channels accepted, by effect: `npm run verify` asks every relation of this name (I-8). */
export class AcceptedUploads8 implements MigrationInterface {
  readonly name = 'AcceptedUploads1763812800008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create view channel_simulator.accepted_effect as
        select 'UPLOAD' as kind, effect_id, accepted as times, waybill_no as detail from channel_simulator.shipment where accepted > 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view channel_simulator.accepted_effect');
  }
}
