import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { liabilityOf, type Liability } from './liability.js';
import { defaultTargets } from './stage-targets.js';
import { historyOf, instant, wall, type Timeline } from './test-timelines.js';

/** What a dispatcher would say of each timeline is written in its file; whoever changes the algorithm has to change what they say. */

const FOLDER = join(import.meta.dirname, '../fixtures/liability');
const files = readdirSync(FOLDER).sort();
const timelineOf = (file: string): Timeline => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
const judged = (timeline: Timeline): Liability => liabilityOf(historyOf(timeline), defaultTargets, instant(timeline.asOf));

function words({ state, faults, segments }: Liability): Timeline['expected'] {
  return {
    state,
    faults: faults.map(({ kind, lateMinutes, causedBy, because }) => `${kind} ${lateMinutes} ${causedBy} ${because}`),
    segments: segments.map(({ owner, turn, from, to, minutes, allowedMinutes, overrunMinutes }) => `${wall(from)} – ${wall(to)} ${owner} ${turn}: ${minutes} of ${allowedMinutes} min${overrunMinutes > 0 ? `, ${overrunMinutes} too many` : ''}`),
  };
}

describe('F-SL-03: who caused it', () => {
  test.each(files.map((file) => [file.replace('.json', ''), timelineOf(file)] as const))('%s', (_, timeline) => {
    expect(words(judged(timeline))).toEqual(timeline.expected);
  });

  test('has at least twenty timelines', () => expect(files.length).toBeGreaterThanOrEqual(20));

  test('PDD-32 PDD-33: whoever caused it, the merchant is liable to the platform', () => {
    const faults = files.flatMap((file) => judged(timelineOf(file)).faults);
    expect(new Set(faults.map(({ causedBy }) => causedBy))).toEqual(new Set(['MERCHANT', 'FACTORY', 'CARRIER', 'PLATFORM', 'BUYER']));
    expect(new Set(faults.map(({ liableToPlatform }) => liableToPlatform))).toEqual(new Set(['MERCHANT']));
  });

  test('segments follow on each other without a gap, and what comes later than asked for is left out', () => {
    for (const file of files) {
      const timeline = timelineOf(file);
      const { segments } = judged(timeline);
      for (const [n, { from }] of segments.entries()) expect(n === 0 ? from : segments[n - 1]?.to).toBe(from);
      const early = liabilityOf(historyOf(timeline), defaultTargets, instant('13 09:20'));
      expect(early.faults).toEqual([]);
    }
  });
});
