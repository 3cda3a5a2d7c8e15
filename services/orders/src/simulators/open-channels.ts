import type { Ports } from '@daifa/ports/ports';
import pg from 'pg';
import { SimulatedBooks } from './simulated-books.js';
import { SimulatedChannels } from './simulated-channels.js';
import { SimulatedShipments } from './simulated-shipments.js';
import { SimulatorBoard } from './simulator-settings.js';

/** Pages are asked for one after the other, messages a few at a time. */
const CONNECTIONS_MAX = 4;

export const CHANNELS = Symbol('SimulatedChannels');

/** The simulated channels of this process, on a pool of their own: they are the world outside, not our database. */
export type OpenChannels = { readonly api: SimulatedChannels; readonly books: SimulatedBooks; readonly shipments: SimulatedShipments; readonly board: SimulatorBoard; close(): Promise<void> };

export function openChannels(databaseUrl: string, ports: Ports): OpenChannels {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS_MAX, application_name: 'channel simulators' });
  pool.on('error', () => undefined); // an idle connection was lost: the next query tells, or opens another
  const [books, shipments, board] = [new SimulatedBooks(pool, ports.clock), new SimulatedShipments(pool, ports.clock), new SimulatorBoard(pool)];
  return { books, shipments, board, api: new SimulatedChannels({ books, shipments, board, ports }), close: () => pool.end() };
}
