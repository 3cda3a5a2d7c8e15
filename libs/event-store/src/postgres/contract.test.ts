import { testDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts as ports } from '@daifa/ports/system';
import { eventStoreContract } from '../contract.js';
import { migrateEventStore, openPostgresStore } from '../postgres.js';
import { cuttingProxy } from './cutting-proxy.js';

eventStoreContract('PostgreSQL', async () => {
  const database = await testDatabase();
  await migrateEventStore(database.url);
  const proxy = await cuttingProxy(database.url);
  return {
    store: await openPostgresStore({ url: proxy.url, ports, allowNotDurable: true }),
    // The records of the append the contract makes are in the request, wherever the statement was prepared.
    breakReplyOnce: () => proxy.cutReplyTo('commandId'),
    stop: async () => {
      await proxy.close();
      await database.stop();
    },
  };
});
