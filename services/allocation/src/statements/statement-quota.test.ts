import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asFactoryId, asMerchantId } from '@daifa/order-domain/ids';
import { statementDayIdOf, statementPairOf } from '@daifa/order-domain/statement-events';
import type { Answer } from '@daifa/service-shell/test-host';
import { statementLimits } from '../config.js';
import { TestStatements } from './test-statements.js';

let desk: TestStatements;
beforeAll(async () => (desk = await TestStatements.open()));
afterAll(() => desk.host.close());

const verdict = ({ status, body, headers }: Answer): readonly unknown[] => (status === 202 ? [202] : [status, body.code, Number(headers.get('retry-after'))]);
const at = async (wall: string): Promise<readonly unknown[]> => {
  desk.now = `${wall}+08:00`;
  return verdict(await desk.ask({ to: '2026-11-20' }));
};
const eventsOf = async (day: string): Promise<readonly string[]> =>
  (await desk.host.world.store.read(`statement-${statementDayIdOf(statementPairOf(asMerchantId(desk.host.tenants.merchant.tenantId), asFactoryId(desk.factoryId)), day)}`)).map(({ type }) => type);

describe('F-SE-05 PDD-30 G-12 the quota, by the clock on the wall in Shanghai', () => {
  test('G-12 F-SE-05: at 0:00, 9:59, 10:00, the third, the fourth, and the next day', async () => {
    expect(await at('2026-11-23T00:00:00.000')).toEqual([202]);
    expect(await at('2026-11-23T00:09:59.000')).toEqual([429, 'STATEMENT_TOO_SOON', 1]);
    expect(await at('2026-11-23T00:09:59.999')).toEqual([429, 'STATEMENT_TOO_SOON', 1]);
    expect(await at('2026-11-23T00:10:00.000')).toEqual([202]);
    expect(await at('2026-11-23T23:54:00.000')).toEqual([202]);
    expect(await at('2026-11-23T23:59:59.999')).toEqual([429, 'STATEMENT_TOO_SOON', 241]);
    expect(await at('2026-11-24T00:03:59.999')).toEqual([429, 'STATEMENT_TOO_SOON', 1]);
    expect(await eventsOf('2026-11-23')).not.toContain('StatementDayClosed'); // a refusal appends nothing
    expect(await at('2026-11-24T00:04:00.000')).toEqual([202]);
    expect(await eventsOf('2026-11-23')).toContain('StatementDayClosed');
  });

  test('F-SE-05: the fourth of a day is told to wait until midnight', async () => {
    for (const hour of ['10', '11']) expect(await at(`2026-11-24T${hour}:00:00.000`)).toEqual([202]);
    expect(await at('2026-11-24T22:00:00.000')).toEqual([429, 'STATEMENT_DAILY_LIMIT', 7_200]);
  });

  test('X-12 F-SE-05: of twenty at once one is accepted, the others are too soon', async () => {
    desk.now = '2026-11-26T10:00:00.000+08:00';
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.ask({ to: '2026-11-20' })));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 202).map(verdict)).toEqual(Array(19).fill([429, 'STATEMENT_TOO_SOON', 600]));
  });

  test('X-12 F-SE-05: also of twenty around midnight, on whichever side their clocks are', async () => {
    let looks = 0;
    desk.clock = () => (looks++ % 2 === 0 ? '2026-11-28T00:00:00.000+08:00' : '2026-11-27T23:59:59.999+08:00');
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.ask({ to: '2026-11-20' })));
    desk.clock = () => desk.now;
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  });

  test('F-SE-05: one that failed takes nothing of the three', async () => {
    desk.now = '2026-12-01T00:10:00.000+08:00';
    await desk.returned('2026-11-30T10:00:00.000+08:00');
    for (const hour of ['01', '02', '03', '04']) {
      desk.now = `2026-12-01T${hour}:00:00.000+08:00`;
      const { body } = await desk.ask({ to: '2026-12-01' });
      expect((await desk.ended(body.statementId)).failure).toMatchObject({ reason: 'PRICE_MISSING', skuCount: 2 });
    }
    for (const [hour, expected] of [['05', [202]], ['06', [202]], ['07', [202]], ['08', [429, 'STATEMENT_DAILY_LIMIT', 57_600]]] as const) expect(await at(`2026-12-01T${hour}:00:00.000`)).toEqual(expected);
  });

  test('F-SE-05: the same key asks once, however late its answer is asked for again', async () => {
    desk.now = '2026-12-03T10:00:00.000+08:00';
    const key = { 'Idempotency-Key': 'statement-1' };
    const [first, again] = [await desk.ask({ to: '2026-11-20' }, 'merchant', key), await desk.ask({ to: '2026-11-20' }, 'merchant', key)];
    expect(again.body.statementId).toBe(first.body.statementId);
    expect([first.status, again.status]).toEqual([202, 202]);
  });
});

test('PDD-30: the limits are settings, with the rule’s own numbers as defaults', () => {
  expect(statementLimits({})).toEqual({ perDay: 3, intervalMs: 600_000, rangeMs: 92 * 86_400_000 });
  expect(statementLimits({ STATEMENTS_PER_DAY: '5', STATEMENT_INTERVAL_SECONDS: '0', STATEMENT_RANGE_DAYS: '31' })).toEqual({ perDay: 5, intervalMs: 0, rangeMs: 31 * 86_400_000 });
  expect(() => statementLimits({ STATEMENT_INTERVAL_SECONDS: '7200' })).toThrow('STATEMENT_INTERVAL_SECONDS');
});
