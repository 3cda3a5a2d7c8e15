import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import type { Contender } from '../contender.js';

/** @event-driven-io/emmett-postgresql 0.42 */
export const emmett: Contender = {
  name: 'emmett',
  kind: 'peer',
  install: async (url) => {
    const store = getPostgreSQLEventStore(url);
    await store.schema.migrate();
    await store.close();
  },
  open: async (url) => {
    const store = getPostgreSQLEventStore(url, { schema: { autoMigration: 'None' } });
    return {
      append: async ({ id, events }) => {
        await store.appendToStream(`order-${id}`, events.map(({ type, data, meta }) => ({ type, data, metadata: meta })), { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' });
      },
      readOrder: async (id) => (await store.readStream(`order-${id}`)).events.length,
      close: () => store.close(),
    };
  },
};
