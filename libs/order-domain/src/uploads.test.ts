import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import fc from 'fast-check';
import type { OrderEvent } from './events.js';
import { orderEvolution } from './evolve.js';
import { asMerchantId } from './ids.js';
import { orderStatus } from './order.js';
import { after, fold, returnShirt, shipAll, withRefund } from './sample-commands.js';
import { allocated, later, lines, merchant, order1, shirt, shirtAllocation, socks, socksAllocation, story, waybill1 } from './samples.js';
import { CHANNEL_CHECK_AGE_MS_MAX, shipOrder, shipVirtually } from './shipping.js';
import { ignoreFailure, nextUploadAt, recordUpload, retryUpload, uploadsDue, uploadStatus, type RecordUpload } from './uploads.js';
import { returnWaybill } from './waybill-return.js';

const given = sentences(orderEvolution);
const shipOnline = { ...shipAll, channel: { kind: 'checked', at: later, blocks: false } } as const;
const effectId = `${order1}.U1`;
const shipped = after(story('returned'), shipOrder, shipOnline);
const until = '2026-11-11T02:05:00.000Z';
const failed = (attempt: number, code: 'UNKNOWN' | 'PLATFORM_STATUS_CHANGED' = 'UNKNOWN'): RecordUpload => ({ waybillNo: waybill1, attempt, outcome: { kind: 'failed', code, retryable: code === 'UNKNOWN', nextAttemptAt: code === 'UNKNOWN' ? until : null }, at: later });
const accepted: RecordUpload = { waybillNo: waybill1, attempt: 1, outcome: { kind: 'accepted' }, at: later };
const asked = { merchantId: merchant, waybillNo: waybill1, at: later };
const ignore = { ...asked, by: 'key-1', reason: '已手工发货' };
const upload = (history: readonly OrderEvent[]) => fold(history).uploads[0];

describe('a shipment of a channel that we read', () => {
  test('F-SH-07 asks for its number to be told, in the same append, one effect for each number', () => {
    given(...story('returned')).when(shipOrder, shipOnline).then({ type: 'ShipConfirmed' }, { type: 'ShipUploadRequested', effectId, waybillNo: waybill1, carrier: 'YTO', kind: 'SHIP', by: 'AUTOMATIC' });
    given(...story('returned')).when(shipOrder, shipAll).then({ type: 'ShipConfirmed' });
    const both = after([...story('returned'), allocated(socks)], returnWaybill, { ...returnShirt, allocationIds: [socksAllocation], waybillNo: 'YT8800000000090' });
    expect(fold(after(both, shipOrder, shipOnline)).uploads.map((one) => [one.effectId, one.waybillNo])).toEqual([[effectId, waybill1], [`${order1}.U2`, 'YT8800000000090']]);
  });
  test('F-SH-03 counts on what the channel said at most five seconds ago', () => {
    const told = (agoMs: number) => ({ ...shipAll, channel: { kind: 'checked', at: new Date(Date.parse(later) - agoMs).toISOString(), blocks: false } as const });
    given(...story('returned')).when(shipOrder, told(CHANNEL_CHECK_AGE_MS_MAX)).then({ type: 'ShipConfirmed' }, { type: 'ShipUploadRequested' });
    given(...story('returned')).when(shipOrder, told(CHANNEL_CHECK_AGE_MS_MAX + 1)).thenRefused({ code: 'PLATFORM_CHECK_STALE', ageMsMax: 5_000 });
    given(...story('returned')).when(shipOrder, { ...shipAll, channel: { kind: 'checked', at: later, blocks: true } }).thenRefused({ code: 'SHIP_BLOCKED_AFTERSALE', allocationId: shirtAllocation });
    given(...withRefund(story('returned'))).when(shipOrder, told(60_000)).thenRefused({ code: 'PLATFORM_CHECK_STALE' }, { code: 'SHIP_BLOCKED_AFTERSALE' });
  });
});

describe('F-SH-07 an attempt', () => {
  test('that is accepted ends it; found out twice it is one fact', () => {
    given(...shipped).when(recordUpload, accepted).then({ type: 'ShipUploaded', effectId, attempt: 1 });
    given(...after(shipped, recordUpload, accepted)).when(recordUpload, failed(1)).then();
    given(...story('returned')).when(recordUpload, accepted).thenRefused({ code: 'UPLOAD_NOT_FOUND' });
  });
  test('DXM-13 that fails is listed with its reason, and due again when that can help', () => {
    given(...shipped).when(recordUpload, failed(1)).then({ type: 'ShipUploadFailed', attempt: 1, code: 'UNKNOWN', retryable: true, nextAttemptAt: until });
    const once = after(shipped, recordUpload, failed(1));
    expect([uploadsDue(fold(once), later), nextUploadAt(fold(once))]).toEqual([[], until]);
    expect(uploadsDue(fold(once), until).map(({ effectId: id }) => id)).toEqual([effectId]);
    expect(upload(after(once, recordUpload, failed(2)))?.attempts.map(({ attempt, code }) => [attempt, code])).toEqual([[1, 'UNKNOWN'], [2, 'UNKNOWN']]);
  });
  test('that fails for good is never due again by itself', () => {
    const stopped = after(shipped, recordUpload, failed(1, 'PLATFORM_STATUS_CHANGED'));
    expect([uploadsDue(fold(stopped), '2027-01-01T00:00:00.000Z'), nextUploadAt(fold(stopped))]).toEqual([[], null]);
    expect(fold(stopped).uploads.map(uploadStatus)).toEqual(['FAILED']);
  });
  test('DXM-15 may be asked for again by a person: one more attempt of the same effect', () => {
    const stopped = after(shipped, recordUpload, failed(1, 'PLATFORM_STATUS_CHANGED'));
    given(...stopped).when(retryUpload, asked).then({ type: 'ShipUploadRequested', effectId, by: 'PERSON' });
    expect(upload(after(after(stopped, retryUpload, asked), recordUpload, { ...accepted, attempt: 2 }))).toMatchObject({ state: 'accepted', attempts: [{ attempt: 1 }, { attempt: 2, code: null }] });
    given(...shipped).when(retryUpload, asked).then();
    given(...after(shipped, recordUpload, accepted)).when(retryUpload, asked).thenRefused({ code: 'UPLOAD_NOT_FAILED', state: 'accepted' });
    given(...stopped).when(retryUpload, { ...asked, merchantId: asMerchantId('b7a0c0de-0000-4000-8000-000000000001') }).thenRefused({ code: 'ORDER_NOT_FOUND' });
    given(...stopped).when(retryUpload, { ...asked, waybillNo: 'YT0' }).thenRefused({ code: 'UPLOAD_NOT_FOUND' });
  });
  test('DXM-14 whose failure is ignored stays in the history, with who and why', () => {
    const once = after(shipped, recordUpload, failed(1));
    given(...once).when(ignoreFailure, ignore).then({ type: 'ShipFailureIgnored', attempt: 1, by: 'key-1', reason: '已手工发货' });
    expect(upload(after(once, ignoreFailure, ignore))).toMatchObject({ state: 'ignored', nextAttemptAt: null, attempts: [{ code: 'UNKNOWN' }] });
    given(...shipped).when(ignoreFailure, ignore).thenRefused({ code: 'UPLOAD_NOT_FAILED', state: 'pending' });
    given(...after(once, recordUpload, { ...accepted, attempt: 2 })).when(ignoreFailure, ignore).thenRefused({ code: 'UPLOAD_NOT_FAILED' });
    given(...once).when(ignoreFailure, { ...ignore, waybillNo: 'YT0' }).thenRefused({ code: 'UPLOAD_NOT_FOUND' });
    given(...once).when(ignoreFailure, { ...ignore, merchantId: asMerchantId('b7a0c0de-0000-4000-8000-000000000001') }).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
  test('that turns out to have been taken is a success, also after somebody gave it up', () => {
    given(...after(after(shipped, recordUpload, failed(1)), ignoreFailure, ignore)).when(recordUpload, { ...accepted, attempt: 2 }).then({ type: 'ShipUploaded', attempt: 2 });
  });
});

describe('F-SH-06 DXM-10 what is shipped virtually', () => {
  const virtually = { merchantId: merchant, allocationId: shirtAllocation, channel: { kind: 'checked', at: later, blocks: false }, at: later } as const;
  test('is told once: shipping the same number later tells nothing new', () => {
    given(...story('labelled')).when(shipVirtually, virtually).then({ type: 'VirtuallyShipped' }, { type: 'ShipUploadRequested', effectId });
    const home = after(after(story('labelled'), shipVirtually, virtually), returnWaybill, returnShirt);
    given(...home).when(shipOrder, shipOnline).then({ type: 'ShipConfirmed' });
  });
  test('R-11 and taken back by a hold is not told any more', () => {
    const taken = withRefund(after(story('labelled'), shipVirtually, virtually));
    expect([uploadsDue(fold(taken), until), fold(taken).uploads.map(uploadStatus)]).toEqual([[], ['WITHDRAWN']]);
    given(...taken).when(retryUpload, asked).thenRefused({ code: 'UPLOAD_NOT_FAILED', state: 'withdrawn' });
  });
});

test.each(['TIME_GUARANTEED', 'ONLINE_BOOKING', 'SELF_ARRANGED', 'NO_LOGISTICS'] as const)('F-SH-05 TB-03 TB-20 TB-22 goods that travel go by any method but none: %s', (shipMethod) => {
  const sentence = given(...story('returned')).when(shipOrder, { ...shipAll, shipMethod });
  if (shipMethod === 'NO_LOGISTICS') sentence.thenRefused({ code: 'SHIP_METHOD_MISMATCH', shipMethod });
  else sentence.then({ type: 'ShipConfirmed', shipMethod, carrier: 'YTO', waybillNo: waybill1 });
});

test('F-SH-04 never "all" while one unit is not shipped, however the units of an order are cut into parcels', () => {
  const cut = (quantity: number) => fc.array(fc.integer({ min: 1, max: quantity }), { maxLength: 3 }).map((sizes) => sizes.reduce<readonly number[]>((kept, size) => (kept.reduce((sum, one) => sum + one, 0) + size <= quantity ? [...kept, size] : kept), []));
  const parcels = fc.tuple(...lines.map(({ quantity }) => cut(quantity)));
  fc.assert(fc.property(parcels, fc.integer({ min: 0, max: 6 }), (sizes, sent) => {
    const pieces = sizes.flatMap((of, n) => of.map((quantity, at) => ({ lineId: n === 0 ? shirt : socks, epoch: at + 1, quantity })));
    const shippedPieces = pieces.slice(0, sent);
    const parcelOf = ({ lineId, epoch }: { readonly lineId: string; readonly epoch: number }) => `${order1}.${lineId}.${epoch}`;
    const history = [
      ...story('approved'), ...pieces.map(({ lineId, epoch, quantity }) => allocated(lineId, epoch, { quantity })),
      ...shippedPieces.map((piece, n): OrderEvent => ({ type: 'ShipConfirmed', allocationIds: [allocated(piece.lineId, piece.epoch).allocationId], carrier: 'YTO', waybillNo: `${parcelOf(piece)} ${n}`, shipMethod: 'SELF_ARRANGED', returnAddressId: 'a1', returnAddress: shipAll.returnAddress.snapshot, at: later })),
    ];
    const units = shippedPieces.reduce((sum, { quantity }) => sum + quantity, 0);
    const status = orderStatus(fold(history));
    expect(status === 'SHIPPED').toBe(units === lines.reduce((sum, { quantity }) => sum + quantity, 0));
    expect(status === 'PARTLY_SHIPPED').toBe(units > 0 && status !== 'SHIPPED');
  }), { numRuns: 300 });
});
