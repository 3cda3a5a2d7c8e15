import type { TestShipments } from '../test-shipments.js';
import { STEPS_MAX, type CrashPoints, type Death } from './crash-points.js';

const BATCH = 20;
const DEATHS_MAX = 4;

export type CrashReport = { readonly kills: number; readonly orders: number; /** Numbers that the channel took more than once, and that it never took. */ readonly twice: readonly string[]; readonly missing: readonly string[]; readonly points: Readonly<Record<string, number>> };

/**
 * Kills processes at random steps, several in a row for one order, while the channel fails and loses answers and would take a
 * number twice, until so many have died. The same seed kills at the same steps.
 */
export async function crashFuzz(crash: CrashPoints, parcels: TestShipments, { kills, seed }: { readonly kills: number; readonly seed: number }): Promise<CrashReport> {
  const draw = drawsFrom(seed);
  const before = crash.kills;
  const twice: string[] = [];
  const missing: string[] = [];
  let orders = 0;
  while (crash.kills - before < kills) {
    await parcels.shop.behave({ messages: false, repeats: true });
    const shipped = await crash.shipped(BATCH);
    await parcels.shop.behave({ messages: false, repeats: true, loseReplyRate: 0.3, failRate: 0.1, limitRate: 0.05 });
    await Promise.all(shipped.map(({ orderId }) => crash.settleThrough(orderId, Array.from({ length: 1 + draw(DEATHS_MAX) }, (): Death => ({ step: 1 + draw(STEPS_MAX), when: draw(2) === 0 ? 'before' : 'after' })))));
    for (const { no } of shipped) {
      const accepted = (await parcels.ledger(no)).map((entry) => entry.accepted);
      if (accepted.length !== 1 || accepted[0] === 0) missing.push(no);
      if (accepted.some((times) => times > 1)) twice.push(no);
    }
    orders += shipped.length;
  }
  return { kills: crash.kills - before, orders, twice, missing, points: Object.fromEntries(crash.killed) };
}

/** Numbers below a bound, the same for the same seed (mulberry32). */
function drawsFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const again = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return ((again ^ (again >>> 14)) >>> 0) % below;
  };
}
