import { Logger } from '@nestjs/common';
import type { EventStore } from '@daifa/event-store/port';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts } from '@daifa/ports/system';
import { projectionTables } from '@daifa/projection/tables';
import { DataSource } from 'typeorm';
import type { BusFixture } from './contract-desk.js';
import { EmbeddedBus } from './embedded.js';
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
      const bus = new EmbeddedBus({ group, store, dataSource, schema: 'orders', ports: systemPorts, tail, source, pageEventsMax });
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
