import type { Carrier } from '@daifa/carriers/carrier';
import { CARRIER_CODES, type CarrierCode } from '@daifa/carriers/catalogue';
import type { Ports } from '@daifa/ports/ports';
import pg from 'pg';
import { Ledger } from './ledger.js';
import { SettingsBoard } from './settings.js';
import { SimulatedCarrier } from './simulated-carrier.js';

/** One asks, one prepares, one sells for each busy carrier; voids go between. */
const CONNECTIONS_MAX = 6;

export const SIMULATORS = Symbol('Simulators');

/** The simulated carriers of this process, on a pool of their own: they are the world outside, not our database. */
export type Simulators = {
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly board: SettingsBoard;
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

export function openSimulators(databaseUrl: string, ports: Ports): Simulators {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS_MAX, application_name: 'carrier simulators' });
  pool.on('error', () => undefined); // an idle connection was lost: the next query tells, or opens another
  const board = new SettingsBoard(pool, ports.clock);
  const open = (code: CarrierCode): readonly [string, Carrier] => [code, new SimulatedCarrier({ code, ledger: new Ledger(pool, code, ports.clock), settings: () => board.recent(code), ports })];
  return { carriers: new Map(CARRIER_CODES.map(open)), board, pool, close: () => pool.end() };
}
