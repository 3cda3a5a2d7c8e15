import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * I-8 asks the world outside how often it accepted each effect. A simulator answers with a relation `accepted_effect` in its own
 * schema: `kind`, `effect_id`, and `times`, which is never to be more than 1. `npm run verify` reads every relation of that name.
 */
export class AcceptedEffects3 implements MigrationInterface {
  readonly name = 'AcceptedEffects1763812800003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table carrier_simulator.account add column contact_rate double precision not null default 0;
      alter table carrier_simulator.purchase add column voids integer not null default 0;
      update carrier_simulator.purchase set voids = 1 where state = 'voided';
      create view carrier_simulator.accepted_effect as
        select 'LABEL_BUY' as kind, request_id as effect_id, sold as times, waybill_no as detail from carrier_simulator.purchase where sold > 0
        union all select 'LABEL_VOID', request_id, voids, waybill_no from carrier_simulator.purchase where voids > 0;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop view carrier_simulator.accepted_effect;
      alter table carrier_simulator.purchase drop column voids;
      alter table carrier_simulator.account drop column contact_rate;`);
  }
}
