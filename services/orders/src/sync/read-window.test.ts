import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FeedRecord } from '../connectors/connector.js';
import { readWindow, WindowUnsettled } from './read-window.js';

const recordsOf = (count: number): FeedRecord[] => Array.from({ length: count }, (_, n) => ({ key: `o-${n}`, raw: `{"n":${n}}` }));

describe('F-IN-04 a window that is paged through', () => {
  test('gives every record once, whatever its pages lose, double, shuffle, or a change moves out of it', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 10 }), fc.infiniteStream(fc.integer({ min: 0, max: 99 })), async (count, size, chances) => {
      const chance = (): number => chances.next().value ?? 0;
      let window = recordsOf(count);
      let storm = 30;
      const left: string[] = [];
      const taken: string[] = [];
      await readWindow(size, async (page) => {
        const records = window.slice(page * size, (page + 1) * size).filter(() => storm === 0 || chance() >= 20).flatMap((record) => (chance() < 20 ? [record, record] : [record]));
        const answer = { total: window.length, records: chance() < 50 ? records.reverse() : records };
        if (storm > 0 && chance() < 25) left.push(...window.splice(0, 1).map(({ key }) => key));
        storm = Math.max(0, storm - 1);
        window = [...window];
        return answer;
      }, async (records) => void taken.push(...records.map(({ key }) => key)));
      expect(new Set(taken).size).toBe(taken.length);
      expect(window.map(({ key }) => key).filter((key) => !taken.includes(key))).toEqual([]);
      expect(taken.filter((key) => !left.includes(key)).length).toBe(window.length);
    }), { numRuns: 200 });
  });
  test('is read in one pass when its pages lose nothing, though a record leaves it after every page', async () => {
    const window = recordsOf(100);
    const taken: string[] = [];
    const { passes } = await readWindow(10, async (page) => {
      const answer = { total: window.length, records: window.slice(page * 10, (page + 1) * 10) };
      window.shift();
      return answer;
    }, async (records) => void taken.push(...records.map(({ key }) => key)));
    expect(passes).toBe(1);
    expect(window.filter(({ key }) => !taken.includes(key))).toEqual([]);
  });
  test('whose pages never give what its total says is never said to be read', async () => {
    const records = recordsOf(3).slice(0, 2);
    await expect(readWindow(10, async () => ({ total: 3, records }), async () => undefined)).rejects.toThrow(WindowUnsettled);
  });
  test('gives a record again when its words have changed', async () => {
    let pass = 0;
    const taken: string[] = [];
    await readWindow(10, async () => ({ total: 2, records: [{ key: 'o-1', raw: `{"v":${pass++}}` }, ...(pass > 1 ? [{ key: 'o-2', raw: '{}' }] : [])] }), async (records) => void taken.push(...records.map(({ raw }) => raw)));
    expect(taken).toEqual(['{"v":0}', '{"v":1}', '{}']);
  });
});
