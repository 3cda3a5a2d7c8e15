import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { asBindingId } from './ids.js';
import { reviewReasons, type Reviewed, type ReviewRule } from './review-rules.js';
import { currentRules, defaultRules, publishRules, ruleEvolution, rulesAt, type RuleEvent } from './rules.js';
import { at, later } from './samples.js';
import { mallPolicy, tmallPolicy } from './ship-policy.js';
import { defaultTargets, targetMinutes } from './stage-targets.js';

const given = sentences(ruleEvolution);
const calendar = { weekdays: [1, 2, 3, 4, 5] as const, exceptions: [{ day: '2026-10-01', working: false, name: '国庆节' }] };
const big: ReviewRule = { ruleId: 'big', kind: 'AMOUNT_OVER', threshold: 100_000, words: [] };
const far: ReviewRule = { ruleId: 'far', kind: 'ADDRESS_MATCHES', threshold: 0, words: ['西藏', '转运仓'] };
const rule = (kind: ReviewRule['kind'], threshold = 0): ReviewRule => ({ ruleId: kind.toLowerCase(), kind, threshold, words: [] });
const calendarPublished: RuleEvent = { type: 'WorkingCalendarPublished', version: 1, calendar, at };
const reviewPublished: RuleEvent = { type: 'ReviewRulesPublished', version: 2, rules: [big], at };

describe('F-RV-02 F-RV-06: a rule book', () => {
  test('begins with rules that approve what is paid', () => {
    expect(currentRules(ruleEvolution.initial)).toEqual(defaultRules);
    expect(defaultRules.review).toEqual([]);
  });
  test('counts its versions, whichever part is published, and says the same only once', () => {
    given().when(publishRules, { calendar, at }).then({ type: 'WorkingCalendarPublished', version: 1 });
    given(calendarPublished).when(publishRules, { review: [big], at }).then({ type: 'ReviewRulesPublished', version: 2 });
    given(calendarPublished, reviewPublished).when(publishRules, { policies: [tmallPolicy], targets: defaultTargets, at: later }).then({ type: 'ShippingRulesPublished', version: 3 });
    given(calendarPublished, reviewPublished).when(publishRules, { calendar, at: later }).then();
    given().when(publishRules, { policies: defaultRules.policies, targets: defaultTargets, at }).then();
  });
  test('keeps every version as it was', () => {
    const book = [calendarPublished, reviewPublished].reduce(ruleEvolution.evolve, ruleEvolution.initial);
    expect(rulesAt(book, 0)).toEqual(defaultRules);
    expect(rulesAt(book, 1)).toMatchObject({ calendar, review: [], publishedAt: at });
    expect(rulesAt(book, 2)).toMatchObject({ calendar, review: [big] });
    expect(() => rulesAt(book, 3)).toThrow('no version 3');
  });
  test('refuses what cannot be meant', () => {
    const refused = (faults: readonly string[]) => ({ code: 'RULES_INVALID', faults }) as const;
    given().when(publishRules, { calendar: { weekdays: [], exceptions: [] }, at }).thenRefused(refused(['no weekday is worked']));
    given().when(publishRules, { calendar: { ...calendar, exceptions: [{ day: '2027-02-29', working: false, name: '' }] }, at }).thenRefused(refused(['2027-02-29 is no day']));
    given().when(publishRules, { policies: [mallPolicy, { ...mallPolicy, cutoffs: [{ cutoff: '18:00', shipBy: '17:00', days: 'EVERY' }] }], targets: [], at }).thenRefused(refused(['API has two policies', 'API: paid at 18:00 cannot leave by 17:00']));
    given().when(publishRules, { review: [big, big, { ...far, words: [''] }], at }).thenRefused(refused(['big is named twice', 'far has no word to look for']));
    given().when(publishRules, { policies: [], targets: [...defaultTargets, ...defaultTargets.slice(0, 1)], at }).thenRefused(refused(['ALLOCATE for all has two targets']));
  });
});

describe('F-RV-02: a rule matches', () => {
  const quiet: Reviewed = { payableFen: 100_000, lines: [{ outSkuSn: 'A', quantity: 5 }, { outSkuSn: 'B', quantity: 5 }], address: '浙江省杭州市西湖区样例路1号', buyerMessage: '', cod: false, newBuyer: false };
  const all = [big, far, rule('QUANTITY_OVER', 10), rule('BUYER_MESSAGE'), rule('SKU_UNPAIRED'), rule('COD'), rule('NEW_BUYER')];
  test.each<[string, Partial<Reviewed>]>([
    ['AMOUNT_OVER', { payableFen: 100_001 }], ['ADDRESS_MATCHES', { address: '某市转运仓3号' }], ['QUANTITY_OVER', { lines: [{ outSkuSn: 'A', quantity: 11 }] }],
    ['BUYER_MESSAGE', { buyerMessage: '不要价格单' }], ['SKU_UNPAIRED', { lines: [{ outSkuSn: '', quantity: 1 }] }], ['COD', { cod: true }], ['NEW_BUYER', { newBuyer: true }],
  ])('%s, and says so as its reason', (code, change) => {
    expect(reviewReasons(all, { ...quiet, ...change })).toMatchObject([{ code }]);
  });
  test('or none does: at a threshold is not over it', () => expect(reviewReasons(all, quiet)).toEqual([]));
  test('several do, in the order of the rules', () => {
    expect(reviewReasons(all, { ...quiet, payableFen: 1_000_000, cod: true })).toEqual([{ ruleId: 'big', code: 'AMOUNT_OVER' }, { ruleId: 'cod', code: 'COD' }]);
  });
});

test('F-SL-02: a binding’s own target comes before the merchant’s, which comes before the default', () => {
  const slow = asBindingId('slow');
  const targets = [{ stage: 'PRINT', bindingId: null, minutes: 60 }, { stage: 'PRINT', bindingId: slow, minutes: 600 }] as const;
  expect([targetMinutes(targets, 'PRINT', slow), targetMinutes(targets, 'PRINT', asBindingId('other')), targetMinutes(targets, 'SHIP', slow), targetMinutes([], 'PRINT', null)]).toEqual([600, 60, 120, 240]);
});
