import { describe, expect, test } from '@jest/globals';
import { manualPorts } from './manual.js';
import { systemPorts } from './system.js';

describe('ports driven by hand', () => {
  test('repeat for a seed, and differ for another', () => {
    const drawn = (seed: number) => {
      const { ids, random } = manualPorts({ seed });
      return [ids.uuid(), random.fraction(), random.bytes(40).toString('hex')];
    };
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    expect(drawn(1)[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('wake sleepers in order of time, each at its own moment, and only when time is moved', async () => {
    const { clock, timers, advance } = manualPorts({ start: '2026-11-11T00:00:00.000Z' });
    const woken: string[] = [];
    void timers.sleep(2_000).then(() => woken.push(`second at ${clock.now().toISOString()}`));
    void timers.sleep(1_000).then(() => woken.push(`first at ${clock.now().toISOString()}`));
    await advance(999);
    expect(woken).toEqual([]);
    await advance(1_001);
    expect(woken).toEqual(['first at 2026-11-11T00:00:01.000Z', 'second at 2026-11-11T00:00:02.000Z']);
    expect(clock.monotonicMs()).toBe(Date.parse('2026-11-11T00:00:02.000Z'));
  });

  test('a sleeper whose signal aborts is woken without time having moved', async () => {
    const { timers } = manualPorts();
    const stop = new AbortController();
    const sleeping = timers.sleep(1_000_000, stop.signal);
    stop.abort();
    await sleeping;
    await timers.sleep(1_000_000, stop.signal);
  });
});

describe('the real ones', () => {
  test('give fractions in [0, 1), bytes as many as asked, and ids of version 4', () => {
    const { ids, random } = systemPorts;
    const fractions = Array.from({ length: 1_000 }, () => random.fraction());
    expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
    expect(random.bytes(17)).toHaveLength(17);
    expect(ids.uuid()).toMatch(/^[0-9a-f-]{14}4/);
  });

  test('a sleep ends at once when its signal aborts, before or meanwhile', async () => {
    const stop = new AbortController();
    const sleeping = systemPorts.timers.sleep(3_600_000, stop.signal);
    stop.abort();
    await sleeping;
    await systemPorts.timers.sleep(3_600_000, stop.signal);
  });

  test('a sleep of no length ends by itself, and the monotonic clock never goes back', async () => {
    const before = systemPorts.clock.monotonicMs();
    await systemPorts.timers.sleep(0);
    expect(systemPorts.clock.monotonicMs()).toBeGreaterThanOrEqual(before);
  });
});
