import { expect, test } from '@jest/globals';
import { taskOf } from './task.js';

test('without words it serves', () => {
  expect(taskOf([])).toEqual({ kind: 'serve' });
  expect(taskOf(['serve'])).toEqual({ kind: 'serve' });
  expect(taskOf(['migrate'])).toEqual({ kind: 'migrate' });
});

test('it sends again from a position, which has to be named', () => {
  expect(taskOf(['republish', '--from', '0'])).toEqual({ kind: 'republish', from: 0 });
  expect(taskOf(['republish', '--from=4711'])).toEqual({ kind: 'republish', from: 4711 });
  for (const options of [[], ['--from'], ['--from', '-1'], ['--from', 'start'], ['--from', '1', '2'], ['0'], ['--from', '99999999999999999']]) expect(() => taskOf(['republish', ...options])).toThrow(/as in republish --from 0/);
});

test('anything else is told what there is', () => {
  expect(() => taskOf(['serv'])).toThrow(/"serv" is nothing a relay does; it does: serve, migrate, republish/);
  expect(() => taskOf(['migrate', 'now'])).toThrow(/nothing a relay does/);
});
