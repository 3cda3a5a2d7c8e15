import { CARRIER_CODES, carriers } from '@daifa/carriers/catalogue';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The outside world of the simulators, in a schema of its own: it stays when our process dies, as a carrier would. It never holds
 * a receiver: a request id, a district's code, states, numbers and times are all there is.
 */
export class CarrierSimulator2 implements MigrationInterface {
  readonly name = 'CarrierSimulator1763769600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema carrier_simulator;
      create table carrier_simulator.account (
        carrier text primary key,
        latency_ms integer not null default 0,
        fail_before_rate double precision not null default 0,
        fail_after_rate double precision not null default 0,
        refuse_rate double precision not null default 0,
        balance integer,
        void_ratio_max double precision not null default 1,
        pickup_after_ms bigint,
        bought integer not null default 0,
        voided integer not null default 0
      );
      create table carrier_simulator.purchase (
        request_id text primary key,
        carrier text not null,
        region_code text not null,
        state text not null check (state in ('precreated', 'created', 'voided')),
        waybill_no text unique,
        sold integer not null default 0,
        precreated_at timestamptz not null,
        created_at timestamptz,
        voided_at timestamptz
      ) with (fillfactor = 80);`);
    for (const code of CARRIER_CODES) {
      const { waybillCharacters, simulatedPrefix } = carriers[code];
      const last = 10 ** (waybillCharacters - simulatedPrefix.length) - 1;
      await runner.query(`create sequence carrier_simulator.number_${code.toLowerCase()} maxvalue ${last} cache 100`);
      await runner.query('insert into carrier_simulator.account (carrier) values ($1)', [code]);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema carrier_simulator cascade');
  }
}
