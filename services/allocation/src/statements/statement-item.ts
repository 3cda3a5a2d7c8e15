import { completeness } from '@daifa/order-domain/statement';
import type { Statement } from '@daifa/order-domain/statement-events';
import type { StatementItem } from './statements.dto.js';

/** A statement as it is answered. RUNNING is no fact of its own: somebody has a claim on making it. */
export function statementItem(statement: Statement, running: ReadonlySet<string>): StatementItem {
  const { statementId, merchantAlias, factoryId, factoryName, from, to, requestedAt, outcome } = statement;
  return {
    statementId, state: stateOf(statement, running), merchantAlias, factoryId, factoryName, from, to, requestedAt, completeness: completeness(statement),
    issued: outcome.kind === 'ready' ? issuedOf(outcome) : null,
    failure: outcome.kind === 'failed' ? { reason: outcome.reason, skus: outcome.skus, skuCount: outcome.skuCount } : null,
  };
}

function stateOf({ statementId, outcome }: Statement, running: ReadonlySet<string>): StatementItem['state'] {
  if (outcome.kind === 'ready') return 'READY';
  if (outcome.kind === 'failed') return 'FAILED';
  return running.has(statementId) ? 'RUNNING' : 'QUEUED';
}

function issuedOf({ position, lineCount, unpricedLines, totalFen, contentSha256, csvSha256, xlsxSha256, layout }: Extract<Statement['outcome'], { readonly kind: 'ready' }>): StatementItem['issued'] {
  return { position, lineCount, unpricedLines, totalFen, contentSha256, csvSha256, xlsxSha256, layout };
}
