import { inMemoryStore } from '@daifa/event-store/in-memory';
import { busContract } from './contract.js';
import { embeddedFixture } from './fixture.js';

busContract('embedded, on the in-memory store', () => embeddedFixture(async () => inMemoryStore()));
