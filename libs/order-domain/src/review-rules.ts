/**
 * What makes an order wait for a person (ML-17), as data of the merchant's. A rule that matches gives its kind as the reason;
 * an order no rule matches is approved by the rules. Judged once, when the order is paid, under the version in force then.
 */
export type ReviewRule = {
  /** The merchant's own name of the rule. */
  readonly ruleId: string;
  readonly kind: ReviewKind;
  /** Fen for AMOUNT_OVER, units for QUANTITY_OVER; 0 for the others. */
  readonly threshold: number;
  /** For ADDRESS_MATCHES: one of these words in the address. No patterns: a pattern can be written that never ends. */
  readonly words: readonly string[];
};

export type ReviewKind = 'AMOUNT_OVER' | 'QUANTITY_OVER' | 'ADDRESS_MATCHES' | 'BUYER_MESSAGE' | 'SKU_UNPAIRED' | 'COD' | 'NEW_BUYER';

export const REVIEW_KINDS = ['AMOUNT_OVER', 'QUANTITY_OVER', 'ADDRESS_MATCHES', 'BUYER_MESSAGE', 'SKU_UNPAIRED', 'COD', 'NEW_BUYER'] as const satisfies readonly ReviewKind[];

/** What is known of an order while it is taken in. The address is in clear for this one look, and kept nowhere. */
export type Reviewed = {
  readonly payableFen: number;
  readonly lines: readonly { readonly outSkuSn: string; readonly quantity: number }[];
  readonly address: string;
  readonly buyerMessage: string;
  readonly cod: boolean;
  /** No earlier order of the merchant went to this receiver. */
  readonly newBuyer: boolean;
};

/** Why an order waits: the rule, and its kind as the reason code. */
export type ReviewReason = { readonly ruleId: string; readonly code: ReviewKind };

/** Every rule that matches, in the order of the rules. */
export function reviewReasons(rules: readonly ReviewRule[], order: Reviewed): readonly ReviewReason[] {
  return rules.filter((rule) => matches(rule, order)).map(({ ruleId, kind }) => ({ ruleId, code: kind }));
}

function matches({ kind, threshold, words }: ReviewRule, order: Reviewed): boolean {
  switch (kind) {
    case 'AMOUNT_OVER': return order.payableFen > threshold;
    case 'QUANTITY_OVER': return order.lines.reduce((units, { quantity }) => units + quantity, 0) > threshold;
    case 'ADDRESS_MATCHES': return words.some((word) => order.address.includes(word));
    case 'BUYER_MESSAGE': return order.buyerMessage !== '';
    case 'SKU_UNPAIRED': return order.lines.some(({ outSkuSn }) => outSkuSn === '');
    case 'COD': return order.cod;
    case 'NEW_BUYER': return order.newBuyer;
  }
}

/** What is wrong with a set of rules; empty when it can be used. */
export function reviewFaults(rules: readonly ReviewRule[]): readonly string[] {
  const ids = rules.map(({ ruleId }) => ruleId);
  const twice = ids.find((id, n) => ids.indexOf(id) !== n);
  const wordless = rules.filter(({ kind, words }) => kind === 'ADDRESS_MATCHES' && !words.some((word) => word !== '')).map(({ ruleId }) => `${ruleId} has no word to look for`);
  return [...(twice === undefined ? [] : [`${twice} is named twice`]), ...wordless];
}
