import type { VoidOutcome } from '@daifa/carriers/carrier';
import { carriers, type CarrierCode } from '@daifa/carriers/catalogue';
import type { Clock } from '@daifa/ports/ports';
import type pg from 'pg';

/** A purchase as the simulated carrier's books have it. */
export type Entry = { readonly state: 'precreated' | 'created' | 'voided'; readonly waybillNo: string | null; readonly regionCode: string };

type Row = { readonly request_id: string; readonly state: Entry['state']; readonly waybill_no: string | null; readonly region_code: string };

const COLUMNS = 'request_id, state, waybill_no, region_code';

/** The books of one simulated carrier, in PostgreSQL: one statement for any number of purchases. */
export class Ledger {
  constructor(private readonly pool: pg.Pool, private readonly carrier: CarrierCode, private readonly clock: Clock) {}

  /** Notes what is to be bought; what is noted already stays as it is. */
  async prepare(asked: readonly { readonly requestId: string; readonly regionCode: string }[]): Promise<void> {
    await this.pool.query(
      `insert into carrier_simulator.purchase (request_id, carrier, region_code, state, precreated_at)
       select distinct on (request_id) request_id, $1, region_code, 'precreated', $4::timestamptz from unnest($2::text[], $3::text[]) as asked (request_id, region_code) order by request_id
       on conflict (request_id) do nothing`,
      [this.carrier, asked.map(({ requestId }) => requestId), asked.map(({ regionCode }) => regionCode), this.clock.now()]);
  }

  /**
   * Sells a number to each that was prepared and not sold yet, as far as the balance reaches. Gives the entries as they are then; one
   * that is still `precreated` could not be paid.
   */
  async sell(requestIds: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
    const { simulatedPrefix, waybillCharacters } = carriers[this.carrier];
    const { rows } = await this.pool.query<Row>(
      `with account as (select balance from carrier_simulator.account where carrier = $1 for update),
       due as (
         select request_id from carrier_simulator.purchase where carrier = $1 and request_id = any($2) and state = 'precreated'
         order by request_id limit (select coalesce(balance, 1000000) from account) for update
       ),
       paid as (
         update carrier_simulator.account a set balance = a.balance - n.sold, bought = a.bought + n.sold from (select count(*)::integer as sold from due) n where a.carrier = $1
       ),
       sold as (
         update carrier_simulator.purchase p set state = 'created', sold = p.sold + 1, created_at = $5, waybill_no = $3 || lpad(nextval($6::regclass)::text, $4, '0')
         from due where p.request_id = due.request_id returning p.request_id, p.state, p.waybill_no, p.region_code
       )
       select ${COLUMNS} from sold
       union all select ${COLUMNS} from carrier_simulator.purchase where carrier = $1 and request_id = any($2) and request_id not in (select request_id from sold)`,
      [this.carrier, requestIds, simulatedPrefix, waybillCharacters - simulatedPrefix.length, this.clock.now(), `carrier_simulator.number_${this.carrier.toLowerCase()}`]);
    return entriesOf(rows);
  }

  async find(requestIds: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
    const { rows } = await this.pool.query<Row>(`select ${COLUMNS} from carrier_simulator.purchase where carrier = $1 and request_id = any($2)`, [this.carrier, requestIds]);
    return entriesOf(rows);
  }

  /** Judges and voids in one statement: before pickup, within the share the carrier allows, by the request it was bought with. */
  async void(waybillNo: string, requestId: string): Promise<VoidOutcome> {
    const { rows } = await this.pool.query<{ outcome: VoidOutcome }>(
      `with account as (select * from carrier_simulator.account where carrier = $1 for update),
       judged as (
         select p.request_id, case
           when p.state = 'voided' then 'already-voided'
           when a.pickup_after_ms is not null and p.created_at + make_interval(secs => a.pickup_after_ms / 1000.0) <= $4::timestamptz then 'too-late'
           when (a.voided + 1)::double precision / a.bought > a.void_ratio_max then 'ratio-exceeded'
           else 'voided' end as outcome
         from carrier_simulator.purchase p, account a where p.carrier = $1 and p.request_id = $2 and p.waybill_no = $3 for update of p
       ),
       done as (
         update carrier_simulator.purchase p set state = 'voided', voided_at = $4, voids = p.voids + 1 from judged where p.request_id = judged.request_id and judged.outcome = 'voided' returning 1
       ),
       counted as (update carrier_simulator.account set voided = voided + 1 where carrier = $1 and exists (select from done))
       select outcome from judged`,
      [this.carrier, requestId, waybillNo, this.clock.now()]);
    return rows[0]?.outcome ?? 'already-used';
  }
}

/** Numbers that were ever sold for a request id, by whatever carrier: never more than one. */
export async function purchases(pool: pg.Pool, requestId: string): Promise<number> {
  const { rows } = await pool.query<{ sold: number }>('select sold from carrier_simulator.purchase where request_id = $1', [requestId]);
  return rows[0]?.sold ?? 0;
}

function entriesOf(rows: readonly Row[]): ReadonlyMap<string, Entry> {
  return new Map(rows.map(({ request_id, state, waybill_no, region_code }) => [request_id, { state, waybillNo: waybill_no, regionCode: region_code }]));
}
