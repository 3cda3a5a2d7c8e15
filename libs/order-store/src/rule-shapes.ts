import type { RuleEvent } from '@daifa/order-domain/rules';
import type { ShapesOf } from './shape.js';

/** What each event of a rule book holds today. Documented in proto/rules/v1. */
export const ruleShapes = {
  WorkingCalendarPublished: { version: 'int32', calendar: { weekdays: ['int32'], exceptions: [{ day: 'text', working: 'flag', name: 'text' }] }, at: 'time' },
  ShippingRulesPublished: {
    version: 'int32',
    policies: [{
      channel: 'text', basis: 'text', codBasis: 'text', promise: 'text', cutoffs: [{ cutoff: 'text', shipBy: 'text', days: 'text' }],
      limits: [{ minutes: 'int32', time: 'text' }], pausesOn: ['text'],
    }],
    targets: [{ stage: 'text', bindingId: 'text?', minutes: 'int32' }],
    at: 'time',
  },
  ReviewRulesPublished: { version: 'int32', rules: [{ ruleId: 'text', kind: 'text', threshold: 'int64', words: ['text'] }], at: 'time' },
} as const satisfies ShapesOf<RuleEvent>;
