import { expect, test } from '@jest/globals';
import { manualPorts } from '@daifa/ports/manual';
import { Warnings } from './warnings.js';

function heard(): { readonly warnings: Warnings; readonly said: readonly string[]; readonly ports: ReturnType<typeof manualPorts> } {
  const said: string[] = [];
  const ports = manualPorts();
  return { said, ports, warnings: new Warnings({ label: 'orders-1', logFile: '/logs/orders-1.log', clock: ports.clock, say: (line) => void said.push(line) }) };
}

const line = (level: string, msg: string): string => JSON.stringify({ level, time: 1, pid: 7, hostname: 'h', name: 'orders', msg, code: 'ECONNREFUSED' });

test('warnings and worse reach the terminal, without what every line has', () => {
  const { warnings, said } = heard();
  for (const level of ['debug', 'info', 'warn', 'error']) warnings.take(line(level, `a ${level}`));
  expect(said).toEqual(['orders-1: warn a warn {"code":"ECONNREFUSED"}', 'orders-1: error a error {"code":"ECONNREFUSED"}']);
});

test('what is no log line does too, for nobody meant to say it', () => {
  const { warnings, said } = heard();
  for (const words of ['', 'RangeError: no', '{ not json']) warnings.take(words);
  expect(said).toEqual(['orders-1: RangeError: no', 'orders-1: { not json']);
});

test('a flood is told of a few times, with where the rest is, and anew after half a minute', async () => {
  const { warnings, said, ports } = heard();
  for (let n = 0; n < 100; n++) warnings.take(line('warn', 'no broker'));
  expect(said).toHaveLength(4);
  expect(said[3]).toContain('/logs/orders-1.log');
  await ports.advance(30_001);
  warnings.take(line('warn', 'no broker'));
  expect(said).toHaveLength(5);
});
