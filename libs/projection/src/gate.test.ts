import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredRecord } from '@daifa/event-store/port';
import { fillHoles, GapNotHealed, passGate } from './gate.js';

/** A log from a list of stream numbers. */
function logOf(streams: readonly number[]): readonly StoredRecord[] {
  const revisions = new Map<number, number>();
  return streams.map((n, index) => {
    const revision = (revisions.get(n) ?? -1) + 1;
    revisions.set(n, revision);
    return { stream: `order-${n}`, revision, position: index + 1, type: 'OrderAccepted', meta: '{}', data: '{}' };
  });
}

const storeOf = (log: readonly StoredRecord[]) => ({
  read: async (stream: string, from = 0) => log.filter((record) => record.stream === stream && record.revision >= from),
});

const names = (records: readonly StoredRecord[]): readonly string[] => records.map(({ stream, revision }) => `${stream}@${revision}`);

/** Applies pages the way a consumer does, in memory. */
async function apply(log: readonly StoredRecord[], pages: readonly (readonly StoredRecord[])[]): Promise<readonly StoredRecord[]> {
  const received = new Map<string, number>();
  const applied: StoredRecord[] = [];
  for (const page of pages) {
    const passage = passGate({ floor: 0, received, follows: false }, page);
    applied.push(...(await fillHoles(storeOf(log), passage, 0)));
    for (const [stream, revision] of passage.received) received.set(stream, revision);
  }
  return applied;
}

const streams = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 });

describe('the gate', () => {
  test('each stream is applied once and in order, whatever is lost, repeated or reordered on the way', async () => {
    const damaged = streams.chain((numbers) => {
      const log = logOf(numbers);
      const page = fc.array(fc.constantFrom(...log), { maxLength: 12 }); // any records, any number of times, in any order
      return fc.record({ log: fc.constant(log), pages: fc.array(page, { maxLength: 12 }) });
    });
    await fc.assert(fc.asyncProperty(damaged, async ({ log, pages }) => {
      const applied = await apply(log, pages);
      const delivered = pages.flat();
      for (const stream of new Set(delivered.map((record) => record.stream))) {
        const furthest = Math.max(...delivered.filter((record) => record.stream === stream).map((record) => record.revision));
        expect(applied.filter((record) => record.stream === stream).map((record) => record.revision)).toEqual(Array.from({ length: furthest + 1 }, (_, n) => n));
      }
    }), { numRuns: 300 });
  });

  test('an undamaged log is applied as it is, whatever the pages', async () => {
    await fc.assert(fc.asyncProperty(streams, fc.integer({ min: 1, max: 9 }), async (numbers, size) => {
      const log = logOf(numbers);
      const pages = Array.from({ length: Math.ceil(log.length / size) }, (_, n) => log.slice(n * size, (n + 1) * size));
      expect(await apply(log, pages)).toEqual(log);
    }));
  });

  test('duplicates and holes are counted', () => {
    const log = logOf([1, 1, 1, 2]);
    const passage = passGate({ floor: 0, received: new Map([['order-1', 0]]), follows: false }, [...log.filter(({ revision, stream }) => revision !== 1 || stream !== 'order-1'), ...log.slice(3)]);
    expect(names(passage.fresh)).toEqual(['order-1@2', 'order-2@0']);
    expect(passage.holes).toEqual([{ stream: 'order-1', from: 1, to: 1 }]);
    expect(passage.duplicates).toBe(2);
    expect([...passage.received]).toEqual([['order-1', 2], ['order-2', 0]]);
  });

  test('a hole the store can not fill is not passed over', async () => {
    const log = logOf([1, 1, 1]);
    const passage = passGate({ floor: 0, received: new Map(), follows: false }, log.slice(2));
    await expect(fillHoles(storeOf(log.slice(1)), passage, 0)).rejects.toThrow(GapNotHealed);
  });

  test('what lies at or below the floor was applied before, whether it is delivered or fetched to fill a hole', async () => {
    const log = logOf([1, 1, 1, 1]);
    const passage = passGate({ floor: 2, received: new Map(), follows: false }, [log[1], log[3]].filter((record) => record !== undefined));
    expect(names(await fillHoles(storeOf(log), passage, 2))).toEqual(['order-1@2', 'order-1@3']);
    expect(passage.duplicates).toBe(1);
  });

  test('a page that follows on the floor needs nothing from before it', () => {
    const log = logOf([1, 1, 1, 1]);
    const passage = passGate({ floor: 2, received: new Map(), follows: true }, log.slice(2));
    expect(names(passage.fresh)).toEqual(['order-1@2', 'order-1@3']);
    expect(passage.holes).toEqual([]);
  });
});
