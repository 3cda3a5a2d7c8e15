import { PostgresEventStorageAdapter } from '@castore/event-storage-adapter-postgres';
import type { Contender } from '../contender.js';

const CONTEXT = { eventStoreId: 'orders' } as const;

/** @castore/event-storage-adapter-postgres 2.4.2 */
export const castore: Contender = {
  name: 'castore',
  kind: 'peer',
  install: async (url) => {
    await PostgresEventStorageAdapter.createEventTable({ connectionString: url, tableName: 'event' });
  },
  open: async (url) => {
    const adapter = new PostgresEventStorageAdapter({ connectionString: url, tableName: 'event' });
    return {
      append: async ({ id, events }) => {
        const [first, ...others] = events.map(({ type, data, meta }, n) => {
          const grouped = adapter.groupEvent({ aggregateId: id, version: n + 1, type, payload: data, metadata: meta });
          grouped.context = CONTEXT;
          return grouped;
        });
        if (first) await adapter.pushEventGroup({}, first, ...others);
      },
      readOrder: async (id) => (await adapter.getEvents(id, CONTEXT)).events.length,
      close: async () => undefined,
    };
  },
};
