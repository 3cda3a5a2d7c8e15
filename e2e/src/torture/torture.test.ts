import { expect, test } from '@jest/globals';
import { torture } from './torture.js';

/** 51 kills of the program, at random moments and in the middle of a purchase, and 12 of its database. */
const KILLS = 63;

test('F-OP-02 X-15: killed at random moments, in the middle of a purchase and without its database, the system keeps its word', async () => {
  const { kills, acknowledged, lost, twice, findings, numbersBought } = await torture({ kills: KILLS });
  expect(kills).toEqual({ anywhere: 26, label: 25, database: 12 });
  expect(acknowledged).toBeGreaterThan(0);
  expect(numbersBought).toBeGreaterThan(0);
  expect({ lost, twice, findings }).toEqual({ lost: [], twice: [], findings: 0 });
}, 1_200_000);
