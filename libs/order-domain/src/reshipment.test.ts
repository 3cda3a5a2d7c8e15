import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import fc from 'fast-check';
import { openAfterSale } from './after-sales.js';
import { allocateLines } from './allocation.js';
import type { OrderEvent } from './events.js';
import { evolve, orderEvolution } from './evolve.js';
import { asInterceptId, asMerchantId, asOrderId, type OrderId } from './ids.js';
import { closeIntercept } from './intercepts.js';
import { requestLabel } from './labels.js';
import { activeHolds, orderStatus, unborn, type Order } from './order.js';
import { bearReshipment, cancelReshipment, createReshipment, endReshipment, mirrorHolds, reshippableQuantity, type CreateReshipment } from './reshipment.js';
import { after, fold, openRefund, returnShirt, shipAll, withRefund, withdrawRefund } from './sample-commands.js';
import { allocated, binding, factory, label1, labelIssued, labelRequested, later, merchant, order1, receiver, refund1, shirt, socks, story, waybill1 } from './samples.js';
import { shipOrder, shipVirtually } from './shipping.js';
import { observeTracking } from './tracking.js';
import { awaitingPerson, recordUpload, retryUpload, uploadByHand, uploadsDue } from './uploads.js';
import { endAfterSale } from './after-sales.js';
import { returnWaybill } from './waybill-return.js';

const given = sentences(orderEvolution);
const stranger = asMerchantId('b7a0c0de-0000-4000-8000-000000000001');
const idOf = (n: number): OrderId => asOrderId(`4f2e1d0c-0000-5000-8000-00000000000${n}`);
const shipped = after(story('returned'), shipOrder, shipAll);
const damaged: CreateReshipment = { merchantId: merchant, reshipmentId: idOf(1), reason: 'DAMAGED_REFUSED', lines: [{ lineId: shirt, quantity: 1 }], afterSaleId: null, evidence: '照片3张', receiver: null, at: later };
const intercepted = { ...damaged, reason: 'INTERCEPTED', evidence: '' } as const;
const created = after(shipped, createReshipment, damaged);
const bear = { originalOrderId: order1, original: fold(created), reshipmentId: idOf(1), receiver, at: later };

describe('F-RS-01 who may be sent goods again', () => {
  test('RS-01 an order that never left is not sent again: it is picked again by itself', () => {
    given(...story('printed')).when(createReshipment, damaged).thenRefused({ code: 'RESHIP_NOT_SHIPPED', status: 'ALLOCATED' });
    given(...story('returned')).when(createReshipment, damaged).thenRefused({ code: 'RESHIP_NOT_SHIPPED' });
  });
  test('RS-02 what was stopped on its way, once the carrier has stopped it', () => {
    const held = withRefund(shipped);
    const close = { merchantId: merchant, interceptId: asInterceptId(`${order1}.I1`), note: '', at: later };
    given(...held).when(createReshipment, intercepted).thenRefused({ code: 'ORDER_HAS_AFTERSALE' }, { code: 'RESHIP_PRECONDITION', reason: 'INTERCEPTED' });
    given(...after(held, closeIntercept, { ...close, outcome: 'TOO_LATE' })).when(createReshipment, intercepted).thenRefused({ code: 'ORDER_HAS_AFTERSALE' }, { code: 'RESHIP_PRECONDITION' });
    given(...after(held, closeIntercept, { ...close, outcome: 'INTERCEPTED' })).when(createReshipment, intercepted).then({ type: 'ReshipmentCreated', sequence: 1, reason: 'INTERCEPTED' });
    given(...shipped).when(createReshipment, intercepted).thenRefused({ code: 'RESHIP_PRECONDITION' });
  });
  test('RS-03 what was damaged or refused, when the carrier or a person says so', () => {
    given(...shipped).when(createReshipment, damaged).then({ type: 'ReshipmentCreated', sequence: 1, reason: 'DAMAGED_REFUSED', evidence: '照片3张' });
    given(...shipped).when(createReshipment, { ...damaged, evidence: '' }).thenRefused({ code: 'RESHIP_PRECONDITION', lineId: shirt });
    for (const code of ['14', '6', '4']) given(...after(shipped, observeTracking, { waybillNo: waybill1, code, scannedAt: later, at: later })).when(createReshipment, { ...damaged, evidence: '' }).then({ type: 'ReshipmentCreated' });
    given(...after(shipped, observeTracking, { waybillNo: waybill1, code: '3', scannedAt: later, at: later })).when(createReshipment, { ...damaged, evidence: '' }).thenRefused({ code: 'RESHIP_PRECONDITION' });
    given(...after(shipped, observeTracking, { waybillNo: 'YT0', code: '14', scannedAt: later, at: later })).when(createReshipment, { ...damaged, evidence: '' }).thenRefused({ code: 'RESHIP_PRECONDITION' });
  });
  test('RS-12 what was left out or too little, when a case agreed it', () => {
    given(...shipped).when(createReshipment, { ...damaged, reason: 'MISSED' }).thenRefused({ code: 'RESHIP_PRECONDITION', reason: 'MISSED' });
    given(...shipped).when(createReshipment, { ...damaged, reason: 'SHORT', afterSaleId: refund1 }).then({ type: 'ReshipmentCreated', reason: 'SHORT', afterSaleId: refund1 });
  });
  test('RS-04 F-RS-04 only of one\'s own order, and never more than left and was not paid back', () => {
    given(...shipped).when(createReshipment, { ...damaged, merchantId: stranger }).thenRefused({ code: 'ORDER_NOT_FOUND' });
    given(...shipped).when(createReshipment, { ...damaged, lines: [{ lineId: shirt, quantity: 3 }] }).thenRefused({ code: 'RESHIP_QTY_EXCEEDED', quantity: 3, max: 2 });
    given(...shipped).when(createReshipment, { ...damaged, lines: [{ lineId: shirt, quantity: 0 }] }).thenRefused({ code: 'RESHIP_QTY_EXCEEDED', quantity: 0 });
    given(...shipped).when(createReshipment, { ...damaged, lines: [{ lineId: socks, quantity: 1 }] }).thenRefused({ code: 'RESHIP_QTY_EXCEEDED', lineId: socks, max: 0 });
    given(...after(created, createReshipment, { ...damaged, reshipmentId: idOf(2) })).when(createReshipment, { ...damaged, reshipmentId: idOf(3) }).thenRefused({ code: 'RESHIP_QTY_EXCEEDED', max: 0 });
    const refunded = after(shipped, endAfterSale, { ...withdrawRefund, version: 9, end: { kind: 'closed', refunded: [{ lineId: shirt, quantity: 2 }] } });
    given(...refunded).when(createReshipment, damaged).thenRefused({ code: 'RESHIP_QTY_EXCEEDED', max: 0 });
  });
});

describe('what is sent again', () => {
  test('RS-04 is an order of its own, ready to be allocated, born once', () => {
    given().when(bearReshipment, bear).then({ type: 'OrderImported', merchantId: merchant, platformOrderNo: '2150000112233445566#R1', lines: [{ lineId: shirt, platformLineNo: 'p-1', title: '纯棉短袖T恤', spec: '白色 L', outSkuSn: 'TS-W-L', productSn: 'TS', quantity: 1, unitPriceFen: 0, isGift: false, mode: 'DROPSHIP' }] }, { type: 'ReshipmentLinked', originalOrderId: order1, sequence: 1 }, { type: 'ReviewDecided', decision: 'APPROVED' });
    given().when(bearReshipment, { ...bear, reshipmentId: idOf(2) }).thenRefused({ code: 'RESHIPMENT_NOT_FOUND' });
    const born = after([], bearReshipment, bear);
    given(...born).when(allocateLines, { orderId: idOf(1), merchantId: merchant, factoryId: factory, lines: [], binding, at: later }).then({ type: 'AllocationCreated', quantity: 1, epoch: 1 });
    given(...born).when(createReshipment, { ...damaged, reshipmentId: idOf(2) }).thenRefused({ code: 'RESHIP_NOT_SHIPPED' });
  });
  test('RS-05 is cancelled as long as it has not left; its number in the sequence is used up', () => {
    const cancel = { merchantId: merchant, reshipmentId: idOf(1), reason: '客户不要了', at: later };
    const born = after([], bearReshipment, bear);
    given(...born).when(endReshipment, cancel).then({ type: 'HoldPlaced' }, { type: 'OrderClosed', reason: 'RESHIPMENT_CANCELLED' });
    given(...story('returned')).when(endReshipment, cancel).thenRefused({ code: 'RESHIPMENT_NOT_FOUND' });
    const left = after(after(born, allocateLines, { orderId: idOf(1), merchantId: merchant, factoryId: factory, lines: [], binding, at: later }), returnWaybill, { ...returnShirt, allocationIds: [allocationOf(1)], waybillNo: 'YT1' });
    given(...left).when(endReshipment, cancel).thenRefused({ code: 'ORDER_ALREADY_SHIPPED' });
    given(...created).when(cancelReshipment, cancel).then({ type: 'ReshipmentCancelled', reshipmentId: idOf(1) });
    given(...created).when(cancelReshipment, { ...cancel, merchantId: stranger }).thenRefused({ code: 'RESHIPMENT_NOT_FOUND' });
    given(...after(created, cancelReshipment, cancel)).when(createReshipment, { ...damaged, reshipmentId: idOf(2) }).then({ type: 'ReshipmentCreated', sequence: 2 });
    expect(fold(after(created, cancelReshipment, cancel)).lines.map((line) => reshippableQuantity(fold(created), line))).toEqual([1, 0]);
  });
  test('F-RS-05 is fenced: a new case on the original takes its label back, and its end lets go', () => {
    const born = after(after([], bearReshipment, bear), allocateLines, { orderId: idOf(1), merchantId: merchant, factoryId: factory, lines: [], binding, at: later });
    const labelled = after(born, requestLabel, { orderId: idOf(1), factoryId: factory, allocationIds: [allocationOf(1)], carrier: 'YTO', at: later });
    const held = after(created, openAfterSale, openRefund);
    given(...labelled).when(mirrorHolds, { original: fold(held), at: later }).then({ type: 'HoldPlaced', holdType: 'AFTER_SALE', causeId: refund1 }, { type: 'AllocationCancelled' });
    const blocked = after(labelled, mirrorHolds, { original: fold(held), at: later });
    expect(activeHolds(fold(blocked))).toHaveLength(1);
    given(...blocked).when(mirrorHolds, { original: fold(after(held, endAfterSale, withdrawRefund)), at: later }).then({ type: 'HoldReleased', reason: 'ORIGINAL_RELEASED' });
    const own = fold(after(shipped, createReshipment, { ...damaged, afterSaleId: refund1 }));
    const ofCase = after([], bearReshipment, { ...bear, original: own });
    given(...ofCase).when(mirrorHolds, { original: fold(held), at: later }).then();
    given(...born).when(mirrorHolds, { original: fold(created), at: later }).then();
  });
});

const allocationOf = (epoch: number, sequence = 1) => allocated(shirt, epoch).allocationId.replace(order1, idOf(sequence)) as ReturnType<typeof allocated>['allocationId'];
const sentAgain = (sequence: number, n: number): readonly OrderEvent[] => {
  const original = fold([...created.slice(0, -1), ...Array.from({ length: sequence }, (_, at): OrderEvent => ({ type: 'ReshipmentCreated', reshipmentId: idOf(at + 1), sequence: at + 1, reason: 'DAMAGED_REFUSED', lines: [{ lineId: shirt, quantity: 1 }], afterSaleId: null, evidence: 'x', receivers: [], at: later }))]);
  const born = after([], bearReshipment, { ...bear, original, reshipmentId: idOf(sequence) });
  const promised = after(born, allocateLines, { orderId: idOf(sequence), merchantId: merchant, factoryId: factory, lines: [], binding, at: later });
  const ids = fold(promised).allocations.map(({ allocationId }) => allocationId);
  return after(promised, returnWaybill, { ...returnShirt, allocationIds: ids, waybillNo: `YT${n}` });
};
const shipOnline = { ...shipAll, channel: { kind: 'checked', at: later, blocks: false } } as const;

describe('F-RS-02 the channel is told', () => {
  test('RS-05 the number of the first by itself, once, as goods sent again', () => {
    given(...sentAgain(1, 1)).when(shipOrder, shipOnline).then({ type: 'ShipConfirmed' }, { type: 'ShipUploadRequested', kind: 'RESHIP', by: 'AUTOMATIC' });
  });
  test('RS-06 the numbers of the others by a person only', () => {
    given(...sentAgain(2, 2)).when(shipOrder, shipOnline).then({ type: 'ShipConfirmed' });
    const home = after(sentAgain(2, 2), shipOrder, shipOnline);
    expect([awaitingPerson(fold(home)).map(({ waybillNo }) => waybillNo), uploadsDue(fold(home), later), orderStatus(fold(home))]).toEqual([['YT2'], [], 'SHIPPED']);
    given(...home).when(uploadByHand, { merchantId: merchant, waybillNo: 'YT2', at: later }).then({ type: 'ShipUploadRequested', kind: 'RESHIP', by: 'PERSON', waybillNo: 'YT2' });
    given(...home).when(uploadByHand, { merchantId: merchant, waybillNo: 'YT9', at: later }).thenRefused({ code: 'UPLOAD_NOT_FOUND' });
    given(...home).when(uploadByHand, { merchantId: stranger, waybillNo: 'YT2', at: later }).thenRefused({ code: 'RESHIPMENT_NOT_FOUND' });
    const labelled = (sequence: number) => [...sentAgain(sequence, 1).filter(({ type }) => type !== 'WaybillReturned'), { ...labelRequested, labelId: label1, allocationIds: [allocationOf(1, sequence)] } as OrderEvent, labelIssued];
    const virtually = (sequence: number) => ({ merchantId: merchant, allocationId: allocationOf(1, sequence), channel: shipOnline.channel, at: later });
    given(...labelled(2)).when(shipVirtually, virtually(2)).then({ type: 'VirtuallyShipped' });
    given(...labelled(1)).when(shipVirtually, virtually(1)).then({ type: 'VirtuallyShipped' }, { type: 'ShipUploadRequested', kind: 'RESHIP' });
    given(...shipped).when(uploadByHand, { merchantId: merchant, waybillNo: waybill1, at: later }).thenRefused({ code: 'RESHIPMENT_NOT_FOUND' });
  });

  /** What the original and its reshipments are, what the channel has taken, and how each number was asked for. */
  type Life = { original: Order; readonly orders: Map<number, Order>; readonly taken: { readonly sequence: number; readonly by: string; readonly effectId: string }[] };
  type Move = { readonly kind: 'create' | 'cancel' | 'ship' | 'upload' | 'crash' | 'hand' | 'retry' | 'fail'; readonly n: number };

  const told = <Command>(order: Order, decide: (command: Command, state: Order) => ReturnType<typeof createReshipment>, command: Command): Order => {
    const decision = decide(command, order);
    return decision.kind === 'accepted' ? decision.events.reduce(evolve, order) : order;
  };

  function move(life: Life, { kind, n }: Move): void {
    const order = life.orders.get(n);
    if (kind === 'create') return create(life, n);
    if (!order) return;
    const asked = { merchantId: merchant, reshipmentId: idOf(n), waybillNo: order.uploads[0]?.waybillNo ?? `YT${n}`, reason: '', at: later };
    if (kind === 'cancel') life.original = told(life.original, cancelReshipment, asked);
    if (kind === 'cancel') life.orders.set(n, told(order, endReshipment, asked));
    if (kind === 'ship') life.orders.set(n, told(order, shipOrder, shipOnline));
    if (kind === 'hand') life.orders.set(n, told(order, uploadByHand, asked));
    if (kind === 'retry') life.orders.set(n, told(order, retryUpload, asked));
    if (kind === 'upload' || kind === 'crash' || kind === 'fail') life.orders.set(n, attempt(life, order, kind));
  }

  function create(life: Life, n: number): void {
    const before = life.original.reshipments.length;
    life.original = told(life.original, createReshipment, { ...damaged, reshipmentId: idOf(n) });
    if (life.original.reshipments.length > before) life.orders.set(n, fold(sentAgain(life.original.reshipments.length, n)));
  }

  /** The channel takes a number it has not; who dies then records nothing, and the next one asks first. */
  function attempt(life: Life, order: Order, kind: 'upload' | 'crash' | 'fail'): Order {
    return uploadsDue(order, later).reduce((known, { effectId, by, waybillNo, attempts }) => {
      const has = life.taken.some((one) => one.effectId === effectId);
      if (!has && kind !== 'fail') life.taken.push({ sequence: known.reshipmentOf?.sequence ?? 0, by, effectId });
      if (kind === 'crash') return known;
      const outcome = kind === 'fail' ? { kind: 'failed', code: 'CARRIER_REJECTED', retryable: false, nextAttemptAt: null } as const : { kind: 'accepted' } as const;
      return told(known, recordUpload, { waybillNo, attempt: attempts.length + 1, outcome, at: later });
    }, order);
  }

  test('RS-05 RS-06 at most one number by itself, and that of sequence 1, however creations, cancellations, uploads and deaths fall together', () => {
    const kinds = fc.constantFrom<Move['kind']>('create', 'cancel', 'ship', 'ship', 'upload', 'upload', 'crash', 'hand', 'retry', 'fail');
    const moves = fc.array(fc.record({ kind: kinds, n: fc.integer({ min: 1, max: 3 }) }), { minLength: 10, maxLength: 60, size: 'max' });
    const seen = { automatic: 0, byHand: 0 };
    fc.assert(fc.property(moves, (all) => {
      const life: Life = { original: fold(shipped), orders: new Map(), taken: [] };
      for (const one of all) move(life, one);
      const automatic = [...life.orders.values()].flatMap(({ uploads, reshipmentOf }) => uploads.filter(({ by, attempts }) => by === 'AUTOMATIC' || attempts.length > 0).map(({ by }) => ({ by, sequence: reshipmentOf?.sequence }))).filter(({ by }) => by === 'AUTOMATIC');
      expect(automatic.length).toBeLessThanOrEqual(1);
      expect(automatic.every(({ sequence }) => sequence === 1)).toBe(true);
      const byItself = life.taken.filter(({ by }) => by === 'AUTOMATIC');
      expect(byItself.length).toBeLessThanOrEqual(1);
      expect(byItself.every(({ sequence }) => sequence === 1)).toBe(true);
      expect(new Set(life.taken.map(({ effectId }) => effectId)).size).toBe(life.taken.length);
      seen.automatic += byItself.length;
      seen.byHand += life.taken.length - byItself.length;
    }), { numRuns: 2_000 });
    expect([seen.automatic > 0, seen.byHand > 0, unborn.reshipments]).toEqual([true, true, []]);
  });
});
