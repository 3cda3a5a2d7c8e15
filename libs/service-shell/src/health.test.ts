import { expect, test } from '@jest/globals';
import { manualPorts } from '@daifa/ports/manual';
import { Health } from './health.js';

test('a process is ready only between start and stop', async () => {
  const health = new Health(manualPorts().timers);
  expect([health.started().status, (await health.ready()).status]).toEqual(['starting', 'starting']);
  health.markStarted();
  expect([health.started().status, (await health.ready()).status]).toEqual(['ok', 'ok']);
  health.markStopping();
  health.markStarted();
  expect([health.started().status, (await health.ready()).status]).toEqual(['ok', 'stopping']);
});

test('readiness names the check that fails, by kind of error and never by its message', async () => {
  const health = new Health(manualPorts().timers);
  health.markStarted();
  health.check('store', async () => ({ ok: true, detail: 'lag 0' }));
  health.check('bus', () => Promise.reject(new TypeError('broker 13800001234')));
  expect(await health.ready()).toEqual({ status: 'failing', checks: { store: { ok: true, detail: 'lag 0' }, bus: { ok: false, detail: 'TypeError' } } });
});

test('a check that hangs fails after two seconds', async () => {
  const ports = manualPorts();
  const health = new Health(ports.timers);
  health.markStarted();
  health.check('carrier', () => new Promise(() => undefined));
  const report = health.ready();
  await ports.advance(2_000);
  expect((await report).checks).toEqual({ carrier: { ok: false, detail: 'no answer in 2000 ms' } });
});

test('of several parts one is enough to be ready, and the others are told', async () => {
  const health = new Health(manualPorts().timers);
  health.markStarted();
  health.checkPart('orders', async () => ({ ok: true }));
  health.checkPart('factory', async () => ({ ok: false }));
  expect((await health.ready()).status).toBe('degraded');
  health.check('routes', async () => ({ ok: false }));
  expect((await health.ready()).status).toBe('failing');
  health.check('routes', async () => ({ ok: true }));
  health.checkPart('orders', async () => ({ ok: false }));
  expect((await health.ready()).status).toBe('failing');
});
