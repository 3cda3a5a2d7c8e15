import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { systemPorts } from '@daifa/ports/system';
import { busContract } from './contract.js';
import { embeddedFixture } from './test-embedded-bus.js';

busContract('embedded, on the PostgreSQL store', () => embeddedFixture(async (url) => {
  await migrateEventStore(url);
  return openPostgresStore({ url, ports: systemPorts, allowNotDurable: true });
}));
