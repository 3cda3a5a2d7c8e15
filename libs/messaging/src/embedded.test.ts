import { inMemoryStore } from '@daifa/event-store/in-memory';
import { busContract } from './contract.js';
import { embeddedFixture } from './test-embedded-bus.js';

busContract('embedded, on the in-memory store', () => embeddedFixture(async () => inMemoryStore()));
