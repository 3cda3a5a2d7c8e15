import { addressChanged, refundBeforeOrder, refundWithdrawn, returnRevoked, riskReview } from './changes.js';
import { lateReturn } from './deadlines.js';
import { refundAfterPrint, refundAfterReturn, refundBeforePrint, straightThrough } from './parcels.js';
import { missedGoods, threeReshipments } from './reshipments.js';
import { substituteTaken } from './shortages.js';
import { statementMade } from './statements.js';
import type { Story } from './story.js';

/** The golden stories, in the order in which they are best told. */
export const stories: readonly Story[] = [
  straightThrough, refundBeforePrint, refundAfterPrint, refundAfterReturn, refundWithdrawn, riskReview, addressChanged, returnRevoked, refundBeforeOrder, threeReshipments, missedGoods, statementMade, lateReturn, substituteTaken,
];
