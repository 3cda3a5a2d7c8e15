import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { recallAllocations } from './allocation.js';
import { orderEvolution } from './evolve.js';
import { asPermitId, asPrintJobId } from './ids.js';
import { authorizePrint, consumePermit, grantPermit, renderLabel, reportPrint } from './print.js';
import { after, fold, printShirt, usePermit, withPause, withRefund } from './sample-commands.js';
import { allocationStatus } from './order.js';
import { factory, label1, later, merchant, order1, otherFactory, permit1, permitConsumed, permitGranted, receiver, shirtAllocation, story } from './samples.js';

const given = sentences(orderEvolution);
const job2 = { ...printShirt, printJobId: asPrintJobId('job-2') };
const tooLate = '2026-11-11T02:02:00.001Z';
const draw = { ...usePermit, format: 'PDF' };

describe('authorizing a print', () => {
  test('grants and consumes one permit in one append, and the same job again is so already', () => {
    given(...story('labelled')).when(authorizePrint, printShirt).then({ type: 'PrintPermitGranted', permitId: permit1, copy: 1, expiresAt: '2026-11-11T02:02:00.000Z' }, { type: 'PrintPermitConsumed', permitId: permit1 });
    given(...story('printed')).when(authorizePrint, printShirt).then();
  });
  test('a label that is not issued, not there or another factory’s is not printed', () => {
    given(...story('requested')).when(authorizePrint, printShirt).thenRefused({ code: 'LABEL_NOT_ISSUED', state: 'requested' });
    given(...story('allocated')).when(authorizePrint, printShirt).thenRefused({ code: 'LABEL_NOT_FOUND' });
    given(...story('labelled')).when(authorizePrint, { ...printShirt, factoryId: otherFactory }).thenRefused({ code: 'LABEL_NOT_FOUND' });
    given(...story('returned')).when(authorizePrint, { ...job2, reprintReason: '卡纸' }).thenRefused({ code: 'ALLOCATION_RETURNED' });
  });
  test('X-09 a label of an old address is not printed', () => {
    given(...story('labelled'), { type: 'ReceiverChanged', receiver, addressVersion: 2, at: later }).when(authorizePrint, printShirt).thenRefused({ code: 'LABEL_NOT_ISSUED', state: 'issued' });
  });
  test('F-FP-06 a further copy needs a reason, and is counted', () => {
    given(...story('printed')).when(authorizePrint, job2).thenRefused({ code: 'REPRINT_REASON_REQUIRED', copies: 1 });
    given(...story('printed')).when(authorizePrint, { ...job2, reprintReason: '卡纸' }).then({ type: 'PrintPermitGranted', copy: 2, reason: '卡纸' }, { type: 'PrintPermitConsumed' });
    given(...withPause(story('printed'))).when(authorizePrint, job2).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'REPRINT_REASON_REQUIRED' });
  });
  test('F-FP-06 two permits granted at once are not two first copies', () => {
    const two = after(story('granted'), grantPermit, job2);
    given(...two, permitConsumed).when(consumePermit, { ...usePermit, permitId: asPermitId(`${order1}.P2`) }).thenRefused({ code: 'REPRINT_REASON_REQUIRED', copies: 1 });
  });
  test('a revoked permit’s job may ask again when nothing is in the way', () => {
    given(...story('granted'), { type: 'PrintPermitRevoked', permitId: permit1, labelId: label1, holdId: null, at: later }).when(grantPermit, printShirt).then({ type: 'PrintPermitGranted', permitId: asPermitId(`${order1}.P2`), copy: 1 });
  });
});

describe('using a permit', () => {
  test('R-06 a hold revokes a granted permit, and nothing brings it back', () => {
    given(...withRefund(story('granted'))).when(consumePermit, usePermit).thenRefused({ code: 'PERMIT_REVOKED', instruction: 'DESTROY_LABEL' });
  });
  test('is consumed once, and not after its time', () => {
    given(...story('granted')).when(consumePermit, usePermit).then({ type: 'PrintPermitConsumed', permitId: permit1 });
    given(...story('printed')).when(consumePermit, usePermit).then();
    given(...story('granted')).when(consumePermit, { ...usePermit, at: '2026-11-11T02:02:00.000Z' }).then({ type: 'PrintPermitConsumed' });
    given(...story('granted')).when(consumePermit, { ...usePermit, at: tooLate }).thenRefused({ code: 'PERMIT_EXPIRED' });
  });
  test('I-1 asks for holds itself, even where a permit was left unrevoked', () => {
    const leftOver = [...withPause(story('labelled')), permitGranted];
    given(...leftOver).when(consumePermit, usePermit).thenRefused({ code: 'PRINT_BLOCKED' });
    given(...leftOver, permitConsumed).when(renderLabel, draw).thenRefused({ code: 'PRINT_BLOCKED' });
    const recalled = after(story('labelled'), recallAllocations, { merchantId: merchant, allocationIds: [shirtAllocation], reason: '缺货', at: later });
    given(...recalled, permitGranted).when(consumePermit, usePermit).thenRefused({ code: 'ALLOCATION_CANCELLED' });
  });
  test('F-FP-02 EWB-14: paper is drawn under a consumed permit only, each drawing on record, and not after a hold or its time', () => {
    expect(given(...story('printed')).when(renderLabel, draw).events).toMatchObject([{ type: 'LabelRenderStarted', permitId: permit1, format: 'PDF', subjectKeyId: order1 }]);
    given(...story('granted')).when(renderLabel, draw).thenRefused({ code: 'PERMIT_NOT_FOUND' });
    given(...story('printed')).when(renderLabel, { ...draw, factoryId: otherFactory }).thenRefused({ code: 'PERMIT_NOT_FOUND' });
    given(...withRefund(story('printed'))).when(renderLabel, draw).thenRefused({ code: 'PERMIT_REVOKED' });
    given(...story('printed')).when(renderLabel, { ...draw, at: tooLate }).thenRefused({ code: 'PERMIT_EXPIRED' });
    given(...story('returned')).when(renderLabel, draw).thenRefused({ code: 'ALLOCATION_RETURNED' });
  });
  test('F-FP-05 silence is not printed, and does not hide what is known', () => {
    const say = (result: 'PRINTED' | 'FAILED' | 'UNKNOWN') => ({ permitId: permit1, factoryId: factory, result, at: later });
    given(...story('printed')).when(reportPrint, say('UNKNOWN')).then({ type: 'PrintReported', result: 'UNKNOWN' });
    given(...after(story('printed'), reportPrint, say('UNKNOWN'))).when(reportPrint, say('PRINTED')).then({ type: 'PrintReported', result: 'PRINTED' });
    given(...after(story('printed'), reportPrint, say('PRINTED'))).when(reportPrint, say('UNKNOWN')).then();
    given(...after(story('printed'), reportPrint, say('FAILED'))).when(reportPrint, say('FAILED')).then();
    given(...story('granted')).when(reportPrint, say('PRINTED')).thenRefused({ code: 'PERMIT_NOT_FOUND' });
    given(...story('printed')).when(reportPrint, { ...say('PRINTED'), factoryId: otherFactory }).thenRefused({ code: 'PERMIT_NOT_FOUND' });
  });
});

test.each([['allocated', 'ALLOCATED'], ['requested', 'ALLOCATED'], ['labelled', 'LABELLED'], ['granted', 'LABELLED'], ['printed', 'PRINTED'], ['returned', 'RETURNED']] as const)('an allocation at "%s" is shown as %s', (until, word) => {
  const order = fold(story(until));
  expect(order.allocations.map((one) => allocationStatus(order, one))).toEqual([word]);
});
