import { unreachable } from '@daifa/decider/decision';
import { nameUuid } from '@daifa/ports/name-uuid';
import type { FactoryId, MerchantId, StatementId } from './ids.js';

/**
 * Statements (对账单) of one merchant with one factory. A stream for each business day (Asia/Shanghai), so that the day's quota is
 * judged in one place and no stream grows for ever. A statement is what the log said up to the position of its request.
 */
export type StatementEvent =
  | ({ readonly type: 'StatementRequested'; readonly at: string } & StatementAsked)
  | ({ readonly type: 'StatementReady'; readonly statementId: StatementId; readonly at: string } & StatementIssued)
  | ({ readonly type: 'StatementFailed'; readonly statementId: StatementId; readonly at: string } & StatementFailure)
  /** The next day has begun to count from this one: no request is taken here any more. */
  | { readonly type: 'StatementDayClosed'; readonly at: string };

export type StatementAsked = {
  readonly statementId: StatementId;
  readonly merchantId: MerchantId;
  readonly factoryId: FactoryId;
  /** As both were called when it was asked: they stand in the file. */
  readonly merchantAlias: string;
  readonly factoryName: string;
  /** Waybill returns from this instant on, and before that one; ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  /** Whether lines without a price may stand in it, marked and not counted. */
  readonly allowUnpriced: boolean;
};

/** What makes an issued statement what it is, for ever: anybody can make the files again from the log and compare. */
export type StatementIssued = {
  /** Position in the log of its request: what came later is not in it. */
  readonly position: number;
  /** Version of the files' layout, from 1. */
  readonly layout: number;
  readonly lineCount: number;
  readonly unpricedLines: number;
  readonly totalFen: number;
  /** SHA-256, 64 hex digits: of the lines; of the CSV file; of the XLSX file's parts, as `unzip -p` prints them. */
  readonly contentSha256: string;
  readonly csvSha256: string;
  readonly xlsxSha256: string;
};

export type StatementFailure = {
  readonly reason: 'PRICE_MISSING' | 'TOO_MANY_LINES' | 'GENERATION_FAILED';
  /** SKUs without a price, the first of them in order; `skuCount` counts all. */
  readonly skus: readonly string[];
  readonly skuCount: number;
};

export type Statement = StatementAsked & {
  readonly requestedAt: string;
  readonly outcome:
    | { readonly kind: 'open' }
    | ({ readonly kind: 'ready' } & StatementIssued)
    | ({ readonly kind: 'failed' } & StatementFailure);
};

export type StatementDay = { readonly statements: readonly Statement[]; readonly closed: boolean };

export const statementEvolution = { initial: { statements: [], closed: false } satisfies StatementDay as StatementDay, evolve: evolveStatements } as const;

function evolveStatements(day: StatementDay, event: StatementEvent): StatementDay {
  switch (event.type) {
    case 'StatementRequested': {
      const { statementId, merchantId, factoryId, merchantAlias, factoryName, from, to, allowUnpriced, at } = event;
      return { ...day, statements: [...day.statements, { statementId, merchantId, factoryId, merchantAlias, factoryName, from, to, allowUnpriced, requestedAt: at, outcome: { kind: 'open' } }] };
    }
    case 'StatementReady': {
      const { position, layout, lineCount, unpricedLines, totalFen, contentSha256, csvSha256, xlsxSha256 } = event;
      return withOutcome(day, event.statementId, { kind: 'ready', position, layout, lineCount, unpricedLines, totalFen, contentSha256, csvSha256, xlsxSha256 });
    }
    case 'StatementFailed':
      return withOutcome(day, event.statementId, { kind: 'failed', reason: event.reason, skus: event.skus, skuCount: event.skuCount });
    case 'StatementDayClosed':
      return { ...day, closed: true };
    default:
      return unreachable(event);
  }
}

function withOutcome(day: StatementDay, statementId: StatementId, outcome: Statement['outcome']): StatementDay {
  return { ...day, statements: day.statements.map((one) => (one.statementId === statementId ? { ...one, outcome } : one)) };
}

export const findStatement = ({ statements }: StatementDay, statementId: string): Statement | undefined => statements.find((one) => one.statementId === statementId);

/** Whose statements: the two are one pair. */
export function statementPairOf(merchantId: MerchantId, factoryId: FactoryId): string {
  return nameUuid(`statement/${factoryId}`, merchantId);
}

export const statementDayIdOf = (pair: string, day: string): string => `${pair}.${day.replaceAll('-', '')}`;

const STATEMENT_ID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d{8})\.[0-9a-f]{12}$/;

/** The stream inside a statement's id; null when the text is no such id. */
export function statementDayWithin(statementId: string): string | null {
  return STATEMENT_ID.exec(statementId)?.[1] ?? null;
}
