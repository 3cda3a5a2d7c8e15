import { Logger } from '@nestjs/common';
import type { EventStore } from '@daifa/event-store/port';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts } from '@daifa/ports/system';
import { projectionTables } from '@daifa/projection/tables';
import { DataSource } from 'typeorm';
import type { BusFixture } from './contract-desk.js';
import { embeddedBus } from './embedded.js';
import { GroupBus } from './group-bus.js';
import { LogTail } from './log-tail.js';

/** A database of its own with a schema `orders`, and embedded buses on it. For tests. */
export async function embeddedFixture(openStore: (url: string) => Promise<EventStore>): Promise<BusFixture & { readonly url: string }> {
  Logger.overrideLogger(false); // what the buses report is read from their health
  const database = await testDatabase();
  const store = await openStore(database.url);
  const dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  await dataSource.query(projectionTables('orders'));
  const tail = new LogTail({ store, ports: systemPorts });
  return {
    url: database.url, store, dataSource, schema: 'orders',
    start: async ({ group, handlers, source, pageEventsMax }) => {
      const on = { group, store, dataSource, schema: 'orders', ports: systemPorts };
      const bus = source ? new GroupBus({ ...on, source }) : embeddedBus({ ...on, tail, ...(pageEventsMax !== undefined && { pageEventsMax }) });
      for (const [category, handler] of handlers) bus.addHandler(category, handler, true, { group });
      await new Promise<void>((resolve, reject) => bus.listen((error) => (error ? reject(error) : resolve())));
      return bus;
    },
    close: async () => {
      await tail.close();
      await store.close();
      await dataSource.destroy();
      await database.stop();
    },
  };
}
