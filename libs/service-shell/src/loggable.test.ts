import { expect, test } from '@jest/globals';
import { loggable } from './loggable.js';
import { createLogger } from './logging.js';

test('a database error leaves its state in the log and not the row it quotes', () => {
  const error = Object.assign(new Error('Key (phone)=(13800001234) already exists'), { code: '23505', detail: 'Key (phone)=(13800001234)', parameters: ['赵某某'] });
  const text = JSON.stringify(loggable(error));
  expect(text).toContain('23505');
  expect(text).not.toMatch(/13800001234|赵某某/);
});

test('long runs of digits are masked, causes are followed, and no longer than a bound', () => {
  const error = new Error('outer', { cause: new Error(`call 13800001234 ${'x'.repeat(1_000)}`) });
  const cause = loggable(error).cause;
  expect(cause?.message).toMatch(/^call ####### x+$/);
  expect(cause?.message.length).toBe(300);
  expect(loggable(error).frames[0]).toMatch(/^at /);
});

test('an error that is its own cause ends', () => {
  const error = new Error('round');
  error.cause = error;
  expect(JSON.stringify(loggable(error)).match(/round/g)).toHaveLength(6);
});

test('what should never be logged is redacted when somebody does', () => {
  const lines: string[] = [];
  const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => void lines.push(line) } });
  logger.info({ authorization: 'Bearer daifa_x', order: { phone: '13800001234', receiver: { name: '钱某' } }, req: { headers: { cookie: 'c' } } }, 'oops');
  expect(lines.join('')).not.toMatch(/daifa_x|13800001234|钱某|"c"/);
});
