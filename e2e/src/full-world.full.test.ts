import { afterAll, beforeAll } from '@jest/globals';

import { fullRaceRounds } from './races/config.js';
import { racesSuite } from './races/races-suite.js';
import { eventStoreUrl } from './stories/config.js';
import { eventStoreServer, type EventStoreServer } from './stories/event-store-server.js';
import { storiesSuite } from './stories/stories-suite.js';

/** The same sentences as in the embedded world, with two replicas of each service, on both event stores. */
let events: EventStoreServer;
beforeAll(async () => {
  events = await eventStoreServer(eventStoreUrl());
});
afterAll(() => events.stop());

const onPostgres = { world: 'full', replicas: 2 } as const;

storiesSuite('the full world on PostgreSQL', () => onPostgres);
racesSuite('the full world on PostgreSQL', () => onPostgres, fullRaceRounds());
storiesSuite('the full world on EventStoreDB', () => ({ ...onPostgres, settings: { EVENT_STORE: 'eventstoredb', EVENT_STORE_URL: events.url } }));
racesSuite('the full world on EventStoreDB', () => ({ ...onPostgres, settings: { EVENT_STORE: 'eventstoredb', EVENT_STORE_URL: events.url } }), fullRaceRounds());
