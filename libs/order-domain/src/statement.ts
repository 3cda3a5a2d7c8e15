import { accept, refuse, unlessRefused, type Decision } from '@daifa/decider/decision';
import { asStatementId, type StatementId } from './ids.js';
import { businessDay } from './shanghai.js';
import { findStatement, statementDayIdOf, statementPairOf, type Statement, type StatementAsked, type StatementDay, type StatementEvent, type StatementFailure, type StatementIssued } from './statement-events.js';

/** The statement room: a merchant asks for a statement with a factory; the generation reports how it ended. */

export type StatementLimits = {
  /** PDD-30: accepted in one business day for one factory; failed ones do not count. */
  readonly perDay: number;
  /** PDD-30: from one accepted request to the next, boundary included. */
  readonly intervalMs: number;
  /** PDD-28: longest range. */
  readonly rangeMs: number;
};

export const DEFAULT_LIMITS: StatementLimits = { perDay: 3, intervalMs: 10 * 60 * 1_000, rangeMs: 92 * 24 * 60 * 60 * 1_000 };

export type RequestStatement = Omit<StatementAsked, 'statementId'> & {
  /** UUID of this request: asked again with it, the statement is the same. */
  readonly requestId: string;
  /** When the day before accepted its last request; null when it did not, or not lately. */
  readonly lastYesterday: string | null;
  readonly limits: StatementLimits;
  readonly at: string;
};

export type StatementRefusal =
  | { readonly code: 'STATEMENT_RANGE_INVALID'; readonly reason: 'FROM_NOT_BEFORE_TO' | 'ENDS_IN_FUTURE' | 'TOO_LONG' }
  | { readonly code: 'STATEMENT_TOO_SOON'; readonly lastRequestedAt: string; readonly retryAfterSeconds: number }
  | { readonly code: 'STATEMENT_DAILY_LIMIT'; readonly max: number; readonly retryAfterSeconds: number }
  | { readonly code: 'STATEMENT_NOT_FOUND' };

export function requestStatement(command: RequestStatement, day: StatementDay): Decision<StatementEvent, StatementRefusal> {
  const { merchantId, factoryId, merchantAlias, factoryName, from, to, allowUnpriced, at } = command;
  const statementId = statementIdOf(command);
  if (findStatement(day, statementId)) return accept([]);
  return unlessRefused([...rangeProblems(command), ...tooSoon(command, day), ...tooMany(command, day)], () => [
    { type: 'StatementRequested', statementId, merchantId, factoryId, merchantAlias, factoryName, from, to, allowUnpriced, at },
  ]);
}

/** Names its stream, so that it is found without a look-up. */
function statementIdOf({ merchantId, factoryId, requestId, at }: RequestStatement): StatementId {
  return asStatementId(`${statementDayIdOf(statementPairOf(merchantId, factoryId), businessDay(at))}.${requestId.replaceAll('-', '').slice(-12)}`);
}

function rangeProblems({ from, to, at, limits }: RequestStatement): readonly StatementRefusal[] {
  const refused = (reason: Extract<StatementRefusal, { readonly code: 'STATEMENT_RANGE_INVALID' }>['reason']) => ({ code: 'STATEMENT_RANGE_INVALID', reason }) as const;
  return [
    ...(from < to ? [] : [refused('FROM_NOT_BEFORE_TO')]),
    ...(to > at ? [refused('ENDS_IN_FUTURE')] : []),
    ...(Date.parse(to) - Date.parse(from) > limits.rangeMs ? [refused('TOO_LONG')] : []),
  ];
}

/** Counts every accepted request, also one that failed later: the interval is between requests, the quota is of statements. */
function tooSoon({ at, lastYesterday, limits }: RequestStatement, { statements, closed }: StatementDay): readonly StatementRefusal[] {
  const last = closed ? at : (statements.at(-1)?.requestedAt ?? lastYesterday);
  const waitMs = last === null ? 0 : Date.parse(last) + limits.intervalMs - Date.parse(at);
  return last === null || waitMs <= 0 ? [] : [{ code: 'STATEMENT_TOO_SOON', lastRequestedAt: last, retryAfterSeconds: secondsIn(waitMs) }];
}

function tooMany({ at, limits }: RequestStatement, { statements }: StatementDay): readonly StatementRefusal[] {
  const counted = statements.filter(({ outcome }) => outcome.kind !== 'failed').length;
  return counted < limits.perDay ? [] : [{ code: 'STATEMENT_DAILY_LIMIT', max: limits.perDay, retryAfterSeconds: secondsIn(Date.parse(nextDay(at)) - Date.parse(at)) }];
}

/** The day whose last request still counts for one at this instant, for the interval reaches over midnight; null when it does not. */
export function dayStillCounting(at: string, { intervalMs }: StatementLimits): string | null {
  const earliest = businessDay(new Date(Date.parse(at) - intervalMs).toISOString());
  return earliest === businessDay(at) ? null : earliest;
}

/** The instant the next business day begins. */
function nextDay(at: string): string {
  return new Date(Date.parse(`${businessDay(at)}T00:00:00.000+08:00`) + DAY_MS).toISOString();
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Whole seconds, rounded up: whoever waits so long is never told again to wait. */
const secondsIn = (ms: number): number => Math.ceil(ms / 1_000);

/** Ends a day for requests, so that the first of the next day can count its ten minutes from it without a race. Twice is once. */
export function closeDay({ at }: { readonly at: string }, { closed }: StatementDay): Decision<StatementEvent, never> {
  return accept(closed ? [] : [{ type: 'StatementDayClosed', at }]);
}

export type EndStatement = { readonly statementId: StatementId; readonly end: { readonly kind: 'ready'; readonly issued: StatementIssued } | { readonly kind: 'failed'; readonly failure: StatementFailure }; readonly at: string };

/** How the generation ended. The first end counts: an issued statement never changes. */
export function endStatement({ statementId, end, at }: EndStatement, day: StatementDay): Decision<StatementEvent, StatementRefusal> {
  const statement = findStatement(day, statementId);
  if (!statement) return refuse({ code: 'STATEMENT_NOT_FOUND' });
  if (statement.outcome.kind !== 'open') return accept([]);
  return accept([end.kind === 'ready' ? { type: 'StatementReady', statementId, ...end.issued, at } : { type: 'StatementFailed', statementId, ...end.failure, at }]);
}

/** Whether everything in it is priced; null until it is ready. */
export function completeness({ outcome }: Statement): 'COMPLETE' | 'INCOMPLETE' | null {
  if (outcome.kind !== 'ready') return null;
  return outcome.unpricedLines === 0 ? 'COMPLETE' : 'INCOMPLETE';
}
