import { describe, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { allocateLines } from './allocation.js';
import { orderEvolution } from './evolve.js';
import { placeHold, releaseHold } from './holds.js';
import { asHoldId, asLineId, asMerchantId } from './ids.js';
import { after, allocateShirt, pause, riskReview, withPause, withRefund } from './sample-commands.js';
import { later, merchant, refund1, shirt, story, whole } from './samples.js';

const given = sentences(orderEvolution);
const release = { merchantId: merchant, holdId: asHoldId('MERCHANT:note-1:1'), releasedBy: 'merchant', reason: '已确认', at: later } as const;
const stranger = asMerchantId('b7a0c0de-0000-4000-8000-000000000001');

describe('F-AS-01 F-AS-05 holds', () => {
  test('the same cause is one hold, another cause another, and a cause that holds again has a new id', () => {
    given(...story('approved')).when(placeHold, pause).then({ type: 'HoldPlaced', holdId: asHoldId('MERCHANT:note-1:1'), effect: 'SUSPEND' });
    given(...withPause(story('approved'))).when(placeHold, pause).then();
    given(...withPause(story('approved'))).when(placeHold, { ...pause, causeId: 'note-2' }).then({ type: 'HoldPlaced', holdId: asHoldId('MERCHANT:note-2:1') });
    given(...after(withPause(story('approved')), releaseHold, release)).when(placeHold, pause).then({ type: 'HoldPlaced', holdId: asHoldId('MERCHANT:note-1:2') });
  });
  test('a hold of unknown lines, or on an order that is not there, is not placed', () => {
    given(...story('approved')).when(placeHold, { ...pause, lines: [whole(shirt), whole(asLineId('8')), whole(asLineId('9'))] }).thenRefused({ code: 'LINE_NOT_FOUND', lineId: asLineId('8') }, { code: 'LINE_NOT_FOUND', lineId: asLineId('9') });
    given(...story('approved')).when(placeHold, { ...pause, merchantId: stranger }).thenRefused({ code: 'ORDER_NOT_FOUND' });
    given().when(placeHold, riskReview).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
  test('a hold is released by who placed it, once', () => {
    given(...withPause(story('approved'))).when(releaseHold, release).then({ type: 'HoldReleased', reason: '已确认' });
    given(...after(withPause(story('approved')), releaseHold, release)).when(releaseHold, release).then();
    given(...after(story('approved'), placeHold, riskReview)).when(releaseHold, { ...release, merchantId: null, holdId: asHoldId('RISK_REVIEW:risk-1:1'), releasedBy: 'platform' }).then({ type: 'HoldReleased' });
  });
  test('F-RV-01 PDD-23: a risk review keeps an order from being allocated or takes it back, and its clearing releases it and nothing else', () => {
    const reviewed = after(story('allocated'), placeHold, riskReview);
    given(...after(story('approved'), placeHold, riskReview)).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_IN_REVIEW' });
    given(...story('allocated')).when(placeHold, riskReview).then({ type: 'HoldPlaced', holdType: 'RISK_REVIEW', effect: 'CANCEL' }, { type: 'AllocationCancelled', cause: 'HOLD', holdId: asHoldId('RISK_REVIEW:risk-1:1') });
    const clear = { merchantId: null, holdId: asHoldId('RISK_REVIEW:risk-1:1'), releasedBy: 'platform', reason: 'CLEARED', at: later } as const;
    given(...withRefund(reviewed)).when(releaseHold, clear).then({ type: 'HoldReleased', holdId: clear.holdId });
    given(...after(withRefund(reviewed), releaseHold, clear)).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_HAS_AFTERSALE' });
  });
  test('an unknown hold is refused and nothing is created', () => {
    given(...story('approved')).when(releaseHold, release).thenRefused({ code: 'HOLD_NOT_FOUND' });
    given(...withPause(story('approved'))).when(releaseHold, { ...release, merchantId: stranger }).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
  test('a merchant never releases the platform’s hold, and nobody by hand an after-sale’s', () => {
    given(...after(story('approved'), placeHold, riskReview)).when(releaseHold, { ...release, holdId: asHoldId('RISK_REVIEW:risk-1:1') }).thenRefused({ code: 'HOLD_NOT_YOURS', placedBy: 'platform' });
    for (const releasedBy of ['merchant', 'platform', 'system'] as const) given(...withRefund(story('approved'))).when(releaseHold, { ...release, releasedBy, holdId: asHoldId(`AFTER_SALE:${refund1}:1`) }).thenRefused({ code: 'HOLD_NOT_YOURS' });
  });
});
