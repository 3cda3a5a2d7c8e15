import { Query, Tags } from '@dcb-es/event-store';
import { PostgresEventStore } from '@dcb-es/event-store-postgres';
import pg from 'pg';
import { POOL_CONNECTIONS, type Contender } from '../contender.js';

const TYPES = ['OrderImported', 'ReviewDecided', 'AllocationCreated', 'LabelRequested', 'LabelIssued', 'PrintPermitGranted', 'PrintPermitConsumed', 'WaybillReturned'];
const about = (id: string): Query => Query.fromItems([{ tags: Tags.fromObj({ order: id }), types: TYPES }]);

/** @dcb-es/event-store-postgres 7.0.1, an order's tag as the boundary. */
export const dcb: Contender = {
  name: 'dcb-es',
  kind: 'peer',
  install: async (url) => {
    const pool = new pg.Pool({ connectionString: url });
    await new PostgresEventStore({ pool }).ensureInstalled();
    await pool.end();
  },
  open: async (url) => {
    const pool = new pg.Pool({ connectionString: url, max: POOL_CONNECTIONS });
    const store = new PostgresEventStore({ pool });
    return {
      append: async ({ id, events }) => {
        const tags = Tags.fromObj({ order: id });
        await store.append({ events: events.map(({ type, data, meta }) => ({ type, tags, data, metadata: meta })), condition: { failIfEventsMatch: about(id) } });
      },
      readOrder: async (id) => {
        const events = [];
        for await (const { event } of store.read(about(id))) events.push(event);
        return events.length;
      },
      close: () => pool.end(),
    };
  },
};
