import { expect, test } from '@jest/globals';
import { BATCH_ITEMS_MAX, runBatch } from './batch.js';
import { problem } from './problems.js';

const occasion = { instance: '/v1/x', correlationId: 'c', language: 'en' } as const;
const key = (item: string): string => item;
const nobody = (): void => undefined;

test('F-AL-01 PDD-20 DY-15: every item answers for itself, in the order of the request', async () => {
  const failures: string[] = [];
  const run = async (item: string): Promise<string> => {
    if (item === 'held') throw problem('PRINT_BLOCKED');
    if (item === 'away') throw Object.assign(new Error('x'), { name: 'StoreUnavailable' });
    if (item === 'bug') throw new TypeError('undefined is not a function');
    return item.toUpperCase();
  };
  const { results } = await runBatch(['b', 'held', 'away', 'a', 'bug'], { key, run }, occasion, (_, failed) => failures.push(failed));
  expect(results.map((result) => [result.key, result.status, result.status === 'done' ? result.result : result.problem.code])).toEqual([
    ['b', 'done', 'B'], ['held', 'refused', 'PRINT_BLOCKED'], ['away', 'failed', 'STORE_UNAVAILABLE'], ['a', 'done', 'A'], ['bug', 'failed', 'INTERNAL'],
  ]);
  expect(results[2]).toMatchObject({ problem: { retryAfterSeconds: 2 } });
  expect(failures).toEqual(['away', 'bug']);
});

test('PDD-20: the second of two equal items is a duplicate and does not run', async () => {
  const ran: string[] = [];
  const { results } = await runBatch(['a', 'b', 'a'], { key, run: async (item) => ran.push(item) }, occasion, nobody);
  expect(results.map(({ status }) => status)).toEqual(['done', 'done', 'refused']);
  expect(results[2]).toMatchObject({ problem: { code: 'DUPLICATE_IN_BATCH', guards: [{ facts: { key: 'a' } }] } });
  expect(ran).toEqual(['a', 'b']);
});

test('PDD-20: 101 items are too many and nothing is done', async () => {
  const ran: number[] = [];
  const items = Array.from({ length: BATCH_ITEMS_MAX + 1 }, (_, n) => n);
  await expect(runBatch(items, { key: String, run: async (item) => ran.push(item) }, occasion, nobody)).rejects.toThrow('BATCH_TOO_LARGE');
  expect(ran).toEqual([]);
  expect((await runBatch(items.slice(1), { key: String, run: async (item) => ran.push(item) }, occasion, nobody)).results).toHaveLength(100);
});

test('all items are under way at once, so that the store can group them', async () => {
  let running = 0;
  let release: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (release = resolve));
  await runBatch(['a', 'b', 'c'], { key, run: async () => ((running += 1) === 3 && release(), all) }, occasion, nobody);
  expect(running).toBe(3);
});
