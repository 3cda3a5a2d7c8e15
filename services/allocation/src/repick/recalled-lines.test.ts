import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endAfterSale, openAfterSale } from '@daifa/order-domain/after-sales';
import { afterSaleIdOf, type OrderId } from '@daifa/order-domain/ids';
import type { Refusal } from '@daifa/order-domain/refusals';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { allocationService } from '../service.js';
import { TestShops } from '../test-shops.js';

let host: TestHost;
let shops: TestShops;
let factoryId: string;
beforeAll(async () => {
  host = await testHost([allocationService]);
  shops = new TestShops(host);
  factoryId = await shops.bound('factory');
});
afterAll(() => host.close());

const at = '2026-11-11T03:00:00.000Z';
const recall = (allocationId = '') => host.ask('merchant', 'POST', '/v1/allocations/cancellations', { items: [{ allocationId, reason: '更换厂家' }] });
const letRules = (orderId: OrderId, lineId: string) => host.ask('merchant', 'POST', '/v1/allocations/auto-route', { orderId, lineId });

/** A refund of the whole order comes and goes; the system has done by then what is due. */
async function refundedAndWithdrawn(orderId: OrderId, no: string): Promise<void> {
  const about = { merchantId: shops.merchantId, afterSaleId: afterSaleIdOf(shops.merchantId, no), version: null, at } as const;
  const { orders } = host.world.aggregates;
  await orders.transact<Refusal>(orderId, shops.context(), (order) => openAfterSale({ ...about, afterSaleType: 'REFUND_ONLY', lines: [], platformLines: [] }, order));
  await orders.transact<Refusal>(orderId, shops.context(), (order) => endAfterSale({ ...about, end: { kind: 'withdrawn' } }, order));
  await host.settled();
}

/** Lines with an open allocation, as line/epoch, and those no rule may touch. */
async function linesOf(orderId: OrderId): Promise<{ readonly open: readonly string[]; readonly noAutoRoute: readonly string[] }> {
  const { state } = await host.world.aggregates.orders.load(orderId);
  return {
    open: state.allocations.filter((one) => one.state.kind === 'open').map(({ lineId, epoch }) => `${lineId}/${epoch}`).sort(),
    noAutoRoute: state.lines.filter(({ autoRoute }) => !autoRoute).map(({ lineId }) => lineId),
  };
}

describe('F-AL-09 what the merchant took back and what a hold took back', () => {
  test('F-AL-09 RS-01: after a withdrawn refund the system picks the one line again, not the one that was recalled', async () => {
    const orderId = await shops.order();
    const [first] = await shops.allocated(orderId, factoryId);
    await recall(first);
    await refundedAndWithdrawn(orderId, 'as-recall-1');
    expect(await linesOf(orderId)).toEqual({ open: ['2/2'], noAutoRoute: ['1'] });
  });

  test('F-AL-09: no matter how often holds come and go, a recalled line waits for its merchant', async () => {
    const orderId = await shops.order();
    const [first] = await shops.allocated(orderId, factoryId);
    await recall(first);
    for (const no of ['a', 'b', 'c']) await refundedAndWithdrawn(orderId, `as-recall-2${no}`);
    expect(await linesOf(orderId)).toEqual({ open: ['2/4'], noAutoRoute: ['1'] });
  });

  test('F-AL-09: a line allocated by hand after its recall and taken by a hold is picked again once the merchant lets the rules', async () => {
    const orderId = await shops.order();
    const [first] = await shops.allocated(orderId, factoryId);
    await recall(first);
    await shops.allocate([{ orderId, factoryId, lines: [{ lineId: '1', quantity: 2 }] }]);
    await refundedAndWithdrawn(orderId, 'as-recall-3');
    expect(await linesOf(orderId)).toEqual({ open: ['2/2'], noAutoRoute: ['1'] });
    await letRules(orderId, '1');
    await host.settled();
    expect(await linesOf(orderId)).toEqual({ open: ['1/3', '2/2'], noAutoRoute: [] });
  });

  test('F-AL-10: a recall of what a later epoch followed is STALE_EPOCH, and the later one stands', async () => {
    const orderId = await shops.order();
    const [first] = await shops.allocated(orderId, factoryId);
    await refundedAndWithdrawn(orderId, 'as-recall-4');
    const { body } = await recall(first);
    expect(body.results[0].problem.guards).toMatchObject([{ code: 'STALE_EPOCH', facts: { allocationId: first, epoch: 1, currentEpoch: 2 } }]);
    expect((await linesOf(orderId)).open).toEqual(['1/2', '2/2']);
  });
});
