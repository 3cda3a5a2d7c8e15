import { performance } from 'node:perf_hooks';
import type { Bench } from './bench.js';
import { daifa } from './contenders/ours.js';
import { newOrder } from './sample-orders.js';

const SECONDS = 6;
const WRITERS = 32;

/**
 * A plan made while a table is empty scans it as it grows: stores that fall into this trap lose two thirds of their rate
 * within seconds, until the first autoanalyze. Ours has to stay level.
 */
export async function measureFirstSeconds(bench: Bench): Promise<void> {
  const levels: number[] = [];
  for (let round = 0; round < (bench.sizes.quick ? 2 : 3); round++) {
    bench.say(`  a fresh store, round ${round + 1}: ${SECONDS} seconds`);
    const url = await bench.server.database(`fresh_${round}`);
    await daifa.install(url);
    const store = await daifa.open(url);
    const perSecond = new Array<number>(SECONDS).fill(0);
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: WRITERS }, async () => {
      for (;;) {
        await store.append(newOrder());
        const second = Math.floor((performance.now() - startedAt) / 1000);
        if (second >= SECONDS) return;
        perSecond[second] = (perSecond[second] ?? 0) + 1;
      }
    }));
    await store.close();
    const [first = 0, ...later] = perSecond;
    perSecond.forEach((count, second) => bench.figure('a fresh store', `round ${round + 1}, second ${second + 1}`, 'orders/s', [count]));
    levels.push(Math.min(...later) / first);
  }
  // The best round: a neighbour's burst takes a second away, a quadratic plan takes all of them in every round.
  bench.reach('first seconds', [Math.max(...levels)]);
}
