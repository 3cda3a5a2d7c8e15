import { performance } from 'node:perf_hooks';
import { done } from '../client/answers.js';
import type { Bench } from './bench.js';
import { settled, type Loaded } from './pipeline.js';

/** Empties the factory's read models and fills them from the whole log again, by the program's own operation. */
export async function measureRebuild(bench: Bench, loaded: Loaded): Promise<void> {
  const { connection, keys } = loaded.world;
  const head = await settled(loaded);
  const rates: number[] = [];
  for (let round = 0; round < bench.sizes.rounds; round++) {
    bench.say(`  rebuild of the work list from ${head} events: round ${round + 1} of ${bench.sizes.rounds}`);
    const startedAt = performance.now();
    done(await connection.ask(keys.platform, 'POST', '/v1/operations/groups/factory/rebuild'));
    rates.push(head / ((performance.now() - startedAt) / 1000));
  }
  bench.rate('rebuild of the factory’s read models', `from ${head} events`, 'events/s', rates);
  bench.reach('rebuild', rates);
}
