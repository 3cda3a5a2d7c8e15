import { expect, test } from '@jest/globals';
import { torture } from './torture.js';

const KILLS = 5;

test('killed at random moments, in the middle of a purchase and without its database, the system keeps its word', async () => {
  const { kills, acknowledged, lost, twice, findings, numbersBought } = await torture({ kills: KILLS });
  expect(kills).toEqual({ anywhere: 2, label: 2, database: 1 });
  expect(acknowledged).toBeGreaterThan(0);
  expect(numbersBought).toBeGreaterThan(0);
  expect({ lost, twice, findings }).toEqual({ lost: [], twice: [], findings: 0 });
}, 240_000);
