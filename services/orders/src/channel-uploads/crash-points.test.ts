import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestShipments } from '../test-shipments.js';
import { TEST_CONFIG, TestShops } from '../test-shops.js';
import { crashFuzz } from './crash-fuzz.js';
import { CrashPoints, STEPS_MAX } from './crash-points.js';

/** Here so many; `node services/orders/dist/channel-uploads/crash-fuzz-main.js 500` for the whole of it. */
const KILLS = 40;

let shops: TestShops;
let parcels: TestShipments;
let crash: CrashPoints;
beforeAll(async () => {
  shops = await TestShops.open({ ...TEST_CONFIG, uploads: false });
  parcels = await TestShipments.of(shops, await shops.shop('PDD', 'crashes'));
  crash = await CrashPoints.open(parcels);
});
afterAll(async () => {
  await crash.close();
  await shops.close();
});

describe('F-SH-09 a process that dies while it tells a channel', () => {
  const points = Array.from({ length: STEPS_MAX }, (_, n) => [{ step: n + 1, when: 'before' }, { step: n + 1, when: 'after' }] as const).flat();

  test('at any step, before or after it, is followed by one that tells nothing twice', async () => {
    await parcels.shop.behave({ messages: false, repeats: true });
    const orders = await crash.shipped(points.length);
    for (const [n, death] of points.entries()) {
      const { no, orderId } = orders[n] ?? { no: '', orderId: parcels.shop.orderId('') };
      await crash.settleThrough(orderId, [death]);
      expect([death, (await parcels.ledger(no)).map(({ submitted, accepted }) => [submitted, accepted])]).toEqual([death, [[1, 1]]]);
      expect((await parcels.upload(orderId))?.state).toBe('accepted');
    }
    // I-8: the ledger as verify asks for it.
    expect(await parcels.acceptedTwice()).toEqual({ effects: points.length, twice: 0 });
    expect([...crash.killed.keys()]).toEqual(expect.arrayContaining(['before ask', 'after ask', 'before tell', 'after tell', 'before record', 'after record']));
  });

  test('again and again, at a channel that loses answers and fails, has told every number once', async () => {
    const { kills, orders, twice, missing } = await crashFuzz(crash, parcels, { kills: KILLS, seed: 7 });
    expect(kills).toBeGreaterThanOrEqual(KILLS);
    expect([twice, missing]).toEqual([[], []]);
    expect(orders).toBeGreaterThan(0);
  });
});
