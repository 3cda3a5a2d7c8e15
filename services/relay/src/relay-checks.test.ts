import { expect, test } from '@jest/globals';
import { Health } from '@daifa/service-shell/health';
import { systemPorts } from '@daifa/ports/system';
import { serveHealth } from './health-server.js';
import { liveness, readiness } from './relay-checks.js';

const leading = { state: 'leader', live: true, position: 41, lag: 2, epoch: 1, lastError: null, alarm: null, stalledMs: 0, published: 41 } as const;

test('a relay that leads is ready, and one that stands by is too', () => {
  expect(readiness(leading)).toEqual({ ok: true, detail: 'leader at 41, 2 behind' });
  expect(readiness({ ...leading, state: 'standby' })).toEqual({ ok: true, detail: 'standby at 41, 2 behind' });
});

test('one that cannot publish is not, and says why', () => {
  expect(readiness({ ...leading, lastError: 'no broker answers' })).toEqual({ ok: false, detail: 'no broker answers' });
  expect(readiness({ ...leading, state: 'stopped', lastError: 'x', alarm: 'the log is another one' })).toEqual({ ok: false, detail: 'the log is another one' });
  expect(readiness({ ...leading, state: 'starting' }).ok).toBe(false);
});

test('one that should publish and does not for a minute is to be started again', () => {
  expect(liveness(leading)).toEqual({ ok: true, detail: 'leader' });
  expect(liveness({ ...leading, live: false, stalledMs: 61_400 })).toEqual({ ok: false, detail: 'leader, nothing published for 61 s' });
});

test('health is asked over HTTP', async () => {
  const health = new Health(systemPorts.timers);
  const server = await serveHealth(health, { host: '127.0.0.1', port: 0 });
  const asked = async (path: string): Promise<readonly [number, unknown]> => {
    const answer = await fetch(`${server.url}${path}`);
    return [answer.status, await answer.text()];
  };
  expect(await asked('/health/ready')).toEqual([503, '{"status":"starting","checks":{}}']);
  health.check('relay', async () => readiness(leading));
  health.markStarted();
  expect(await asked('/health/ready?full')).toEqual([200, '{"status":"ok","checks":{"relay":{"ok":true,"detail":"leader at 41, 2 behind"}}}']);
  expect(await asked('/health/started')).toEqual([200, '{"status":"ok","checks":{}}']);
  expect(await asked('/health/live')).toEqual([200, '{"status":"ok","checks":{}}']);
  expect((await asked('/v1/orders'))[0]).toBe(404);
  await server.close();
});
