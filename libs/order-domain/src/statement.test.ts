import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { asStatementId } from './ids.js';
import { factory, merchant } from './samples.js';
import { businessDay } from './shanghai.js';
import { closeDay, completeness, dayStillCounting, DEFAULT_LIMITS, endStatement, requestStatement, type RequestStatement } from './statement.js';
import { findStatement, statementDayIdOf, statementDayWithin, statementEvolution, statementPairOf, type StatementEvent } from './statement-events.js';

const given = sentences(statementEvolution);
/** A wall clock in Shanghai on the 22nd of November. */
const wall = (time: string, day = 22): string => new Date(`2026-11-${day}T${time}+08:00`).toISOString();
const requestId = (n: number): string => `0c1f5b6e-8f5c-5d7a-9d0e-${String(n).padStart(12, '0')}`;
const asked = (at: string, changes: Partial<RequestStatement> = {}): RequestStatement => ({
  merchantId: merchant, factoryId: factory, merchantAlias: '晨光小店', factoryName: '义乌北苑服饰厂', from: '2026-10-31T16:00:00.000Z', to: '2026-11-20T16:00:00.000Z',
  allowUnpriced: false, requestId: requestId(9), lastYesterday: null, limits: DEFAULT_LIMITS, at, ...changes,
});
const idOf = (n: number) => asStatementId(`${statementDayIdOf(statementPairOf(merchant, factory), '2026-11-22')}.${String(n).padStart(12, '0')}`);
const requested = (n: number, at: string): StatementEvent => {
  const { merchantId, factoryId, merchantAlias, factoryName, from, to, allowUnpriced } = asked(at);
  return { type: 'StatementRequested', statementId: idOf(n), merchantId, factoryId, merchantAlias, factoryName, from, to, allowUnpriced, at };
};
const issued = { position: 7, layout: 1, lineCount: 1, unpricedLines: 0, totalFen: 3100, contentSha256: 'a', csvSha256: 'b', xlsxSha256: 'c' };
const failure = { reason: 'PRICE_MISSING', skus: ['TS-W-L'], skuCount: 1 } as const;
const failed = (n: number): StatementEvent => ({ type: 'StatementFailed', statementId: idOf(n), ...failure, at: wall('00:00:01') });

describe('F-SE-05 PDD-30: at most three a day, ten minutes apart', () => {
  test('F-SE-05: ten minutes are enough, a millisecond less is not', () => {
    const first = requested(1, wall('09:00:00.000'));
    given(first).when(requestStatement, asked(wall('09:10:00.000'))).then({ type: 'StatementRequested', statementId: idOf(9) });
    given(first).when(requestStatement, asked(wall('09:09:59.999'))).thenRefused({ code: 'STATEMENT_TOO_SOON', retryAfterSeconds: 1 });
    given(first).when(requestStatement, asked(wall('09:00:00.000'))).thenRefused({ code: 'STATEMENT_TOO_SOON', retryAfterSeconds: 600 });
  });

  test('F-SE-05: the fourth of a day waits for midnight in Shanghai, and not a millisecond longer', () => {
    const day = [requested(1, wall('00:00:00.000')), requested(2, wall('09:10:00.000')), requested(3, wall('23:30:00.000'))];
    given(...day.slice(0, 2)).when(requestStatement, asked(wall('23:30:00.000'))).then({ type: 'StatementRequested' });
    given(...day).when(requestStatement, asked(wall('23:59:59.999'))).thenRefused({ code: 'STATEMENT_DAILY_LIMIT', max: 3, retryAfterSeconds: 1 });
    given(...day).when(requestStatement, asked(wall('23:45:00.000'))).thenRefused({ code: 'STATEMENT_DAILY_LIMIT', max: 3, retryAfterSeconds: 900 });
    given(...day).when(requestStatement, asked(wall('23:35:00.000'))).thenRefused({ code: 'STATEMENT_TOO_SOON' }, { code: 'STATEMENT_DAILY_LIMIT' });
    expect([businessDay(wall('23:59:59.999')), businessDay(wall('00:00:00.000', 23))]).toEqual(['2026-11-22', '2026-11-23']);
  });

  test('F-SE-05: the ten minutes reach over midnight, and the day before is closed so that nobody can come in between', () => {
    given().when(requestStatement, asked(wall('00:04:59.999'), { lastYesterday: wall('23:55:00.000', 21) })).thenRefused({ code: 'STATEMENT_TOO_SOON', retryAfterSeconds: 1 });
    given().when(requestStatement, asked(wall('00:05:00.000'), { lastYesterday: wall('23:55:00.000', 21) })).then({ type: 'StatementRequested' });
    given().when(closeDay, { at: wall('00:05:00.000') }).then({ type: 'StatementDayClosed' });
    given({ type: 'StatementDayClosed', at: wall('00:05:00.000') }).when(requestStatement, asked(wall('23:59:59.999'))).thenRefused({ code: 'STATEMENT_TOO_SOON' });
  });

  test('F-SE-05: the day before counts for as long as its last instant is less than ten minutes ago', () => {
    expect([wall('00:00:00.000'), wall('00:09:59.999'), wall('00:10:00.000')].map((at) => dayStillCounting(at, DEFAULT_LIMITS))).toEqual(['2026-11-21', '2026-11-21', null]);
  });

  test('F-SE-05: a failed one takes nothing of the three, but the next waits ten minutes from it all the same', () => {
    const day = [requested(1, wall('00:00:00.000')), failed(1), requested(2, wall('09:00:00.000')), requested(3, wall('09:10:00.000'))];
    given(...day).when(requestStatement, asked(wall('09:20:00.000'))).then({ type: 'StatementRequested' });
    given(...day.slice(0, 2)).when(requestStatement, asked(wall('00:09:59.000'))).thenRefused({ code: 'STATEMENT_TOO_SOON' });
  });
});

describe('F-SE-03 PDD-28: a range is half open and lies in the past', () => {
  const now = wall('12:00:00.000');
  test.each([
    ['that ends where it begins', { from: now, to: now }, 'FROM_NOT_BEFORE_TO'],
    ['that ends in the future', { to: wall('12:00:00.001') }, 'ENDS_IN_FUTURE'],
    ['of 92 days and a millisecond', { from: new Date(Date.parse(now) - 92 * 86_400_000 - 1).toISOString(), to: now }, 'TOO_LONG'],
  ] as const)('F-SE-03: one %s is refused', (_, range, reason) => {
    given().when(requestStatement, asked(now, range)).thenRefused({ code: 'STATEMENT_RANGE_INVALID', reason });
  });
  test('F-SE-03: exactly 92 days that end now are taken', () => {
    given().when(requestStatement, asked(now, { from: new Date(Date.parse(now) - 92 * 86_400_000).toISOString(), to: now })).then({ type: 'StatementRequested' });
  });
});

describe('F-SE-04 PDD-29: a statement ends once', () => {
  const at = wall('09:01:00.000');
  const open = requested(1, wall('09:00:00.000'));
  const ready: StatementEvent = { type: 'StatementReady', statementId: idOf(1), ...issued, at };
  test('F-SE-04: ready or failed, the first end counts', () => {
    given(open).when(endStatement, { statementId: idOf(1), end: { kind: 'ready', issued }, at }).then({ type: 'StatementReady', totalFen: 3100 });
    given(open).when(endStatement, { statementId: idOf(1), end: { kind: 'failed', failure }, at }).then({ type: 'StatementFailed', reason: 'PRICE_MISSING' });
    given(open, ready).when(endStatement, { statementId: idOf(1), end: { kind: 'failed', failure }, at }).then();
    given(open, failed(1)).when(endStatement, { statementId: idOf(1), end: { kind: 'ready', issued }, at }).then();
    given(open).when(endStatement, { statementId: idOf(2), end: { kind: 'ready', issued }, at }).thenRefused({ code: 'STATEMENT_NOT_FOUND' });
  });

  test('PDD-27: one with unpriced lines is incomplete', () => {
    const of = (...events: readonly StatementEvent[]) => {
      const statement = findStatement(events.reduce(statementEvolution.evolve, statementEvolution.initial), idOf(1));
      return statement && completeness(statement);
    };
    expect([of(open), of(open, ready), of(open, { ...ready, ...issued, unpricedLines: 1 } as StatementEvent), of(open, failed(1))]).toEqual([null, 'COMPLETE', 'INCOMPLETE', null]);
  });
});

test('a statement’s id names its stream, and nothing else does', () => {
  const stream = statementDayIdOf(statementPairOf(merchant, factory), '2026-11-22');
  expect(statementDayWithin(idOf(1))).toBe(stream);
  expect([stream, `${stream}.1`, `${stream}.00000000000g`, ''].map(statementDayWithin)).toEqual([null, null, null, null]);
});
