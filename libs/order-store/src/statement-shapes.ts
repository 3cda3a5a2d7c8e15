import type { StatementEvent } from '@daifa/order-domain/statement-events';
import type { ShapesOf } from './shape.js';

/** What each event of a statement stream holds today. Documented in proto/statement/v1. */
export const statementShapes = {
  StatementRequested: { statementId: 'text', merchantId: 'text', factoryId: 'text', merchantAlias: 'text', factoryName: 'text', from: 'time', to: 'time', allowUnpriced: 'flag', at: 'time' },
  StatementReady: {
    statementId: 'text', position: 'int64', layout: 'int32', lineCount: 'int32', unpricedLines: 'int32', totalFen: 'int64', contentSha256: 'text', csvSha256: 'text', xlsxSha256: 'text', at: 'time',
  },
  StatementFailed: { statementId: 'text', reason: 'text', skus: ['text'], skuCount: 'int32', at: 'time' },
  StatementDayClosed: { at: 'time' },
} as const satisfies ShapesOf<StatementEvent>;
