import { expect, test } from '@jest/globals';
import { StoreUnavailable } from '@daifa/event-store/port';
import { failureOf, isTransient } from './failure.js';

test('a failure is told by its name, its code and what it names, never by its message', () => {
  const driverError = Object.assign(new Error('duplicate key value: (phone)=(13800001234)'), { code: '23505', constraint: 'orders_pkey', table: 'orders', detail: 'Key (phone)=(13800001234)' });
  const failure = failureOf(Object.assign(new Error('duplicate key value: (phone)=(13800001234)'), { name: 'QueryFailedError', driverError }));
  expect(failure.reason).toBe('QueryFailedError 23505 orders_pkey orders');
  expect(failure.error).toMatch(/failure\.test\.ts:\d+/);
  expect(JSON.stringify(failure)).not.toMatch(/13800001234|duplicate|\/libs\//);
});

test('what is thrown and is no Error is told by its type', () => {
  expect(failureOf('13800001234')).toEqual({ reason: 'string', error: '' });
});

test.each(['08006', '53300', '57P01', '40001', '40P01', '55P03', '25P03', 'ECONNRESET', 'ECONNREFUSED'])('%s passes by itself', (code) => {
  expect(isTransient(Object.assign(new Error('x'), { driverError: Object.assign(new Error('x'), { code }) }))).toBe(true);
});

test.each(['23505', '22P02', '42P01', '57014', 'XX000', 'ENOENT'])('%s comes again with the same record', (code) => {
  expect(isTransient(Object.assign(new Error('x'), { code }))).toBe(false);
});

test('an unreachable event store and a lost connection pass by themselves, a bug does not', () => {
  expect(isTransient(new StoreUnavailable())).toBe(true);
  expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isTransient(new TypeError('x is undefined'))).toBe(false);
});
