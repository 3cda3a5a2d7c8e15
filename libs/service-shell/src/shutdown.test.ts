import { expect, test } from '@jest/globals';
import { manualPorts } from '@daifa/ports/manual';
import { Shutdown } from './shutdown.js';
import { stopOnSignals } from './stopping.js';
import { silent } from './test-app.js';

test('what was opened last is closed first, whatever fails between, and once', async () => {
  const shutdown = new Shutdown(manualPorts().timers, silent);
  const closed: string[] = [];
  shutdown.onClose('store', async () => void closed.push('store'));
  shutdown.onClose('broken', () => Promise.reject(new Error('no')));
  shutdown.onClose('pool', async () => void closed.push('pool'));
  expect(await shutdown.closeAll()).toBe(false);
  expect(closed).toEqual(['pool', 'store']);
  expect(await shutdown.closeAll()).toBe(true);
  expect(closed).toHaveLength(2);
});

test('a closer that hangs is left behind', async () => {
  const ports = manualPorts();
  const shutdown = new Shutdown(ports.timers, silent);
  let storeClosed = false;
  shutdown.onClose('store', async () => void (storeClosed = true));
  shutdown.onClose('hanging', () => new Promise(() => undefined));
  const closing = shutdown.closeAll();
  await ports.advance(2_000);
  expect(await closing).toBe(false);
  expect(storeClosed).toBe(true);
});

function signals(): { readonly target: Parameters<typeof stopOnSignals>[1]; readonly exits: number[]; send(signal: string): void } {
  const listeners = new Map<string, () => void>();
  const exits: number[] = [];
  return { exits, send: (signal) => listeners.get(signal)?.(), target: { on: (signal, listener) => listeners.set(signal, listener), exit: (code) => void exits.push(code) } };
}

test('the first signal stops and then exits with 0', async () => {
  const { target, exits, send } = signals();
  const stopped = Promise.resolve(true);
  stopOnSignals(() => stopped, target);
  send('SIGTERM');
  await stopped;
  await Promise.resolve();
  expect(exits).toEqual([0]);
});

test('a SIGTERM that arrives twice, because a shell passed it on too, is one request', () => {
  const { target, exits, send } = signals();
  stopOnSignals(() => new Promise(() => undefined), target);
  for (const signal of ['SIGTERM', 'SIGTERM', 'SIGHUP']) send(signal);
  expect(exits).toEqual([]);
});

test('a second Ctrl-C ends the process at once', () => {
  const { target, exits, send } = signals();
  stopOnSignals(() => new Promise(() => undefined), target);
  send('SIGTERM');
  expect(exits).toEqual([]);
  send('SIGINT');
  expect(exits).toEqual([1]);
});

test('a stop that left something behind exits with 1', async () => {
  const { target, exits, send } = signals();
  const stopped = Promise.resolve(false);
  stopOnSignals(() => stopped, target);
  send('SIGTERM');
  await stopped;
  await Promise.resolve();
  expect(exits).toEqual([1]);
});
