import { systemPorts as ports } from '@daifa/ports/system';
import { eventStoreContract } from '../contract.js';
import { openEventStoreDb } from '../eventstoredb.js';
import { serverForTests, type ServerForTests } from './test-server.js';

let server: ServerForTests | undefined;
afterAll(() => server?.stop());

eventStoreContract('EventStoreDB', async () => {
  server ??= await serverForTests();
  const category = `test${ports.ids.uuid().replaceAll('-', '')}`;
  const store = await openEventStoreDb({ url: server.url, ports, categories: [category] });
  return { ...server.losing(store), category, stop: async () => undefined };
});
