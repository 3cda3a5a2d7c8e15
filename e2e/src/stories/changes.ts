import { asMerchantId, orderIdOf } from '@daifa/order-domain/ids';
import { done, oneDone } from '../client/answers.js';
import { channelShop, receiver } from './fresh.js';
import { allocates, comesIn, labels, prints, refunds, returnsNumber, rowOf, tryAllocate, tryPrint, tryReturn } from './moves.js';
import { textOf } from './stage.js';
import type { Story } from './story.js';
import { tenants } from '../client/world.js';

/** What changes about an order while a factory works on it, and what comes in another sequence than expected. */

const SHIP_WITHIN_MS = 48 * 3_600_000;

export const refundWithdrawn: Story = {
  id: 'G-05',
  title: { zh: '买家撤销售后：自动重新分配', en: 'the buyer withdraws: the order is allocated again by itself' },
  rules: ['RS-01', 'F-AS-03'],
  play: async (stage) => {
    const promisedShipAt = new Date(Date.now() + SHIP_WITHIN_MS).toISOString();
    await comesIn(stage, { promisedShipAt });
    const first = await allocates(stage);
    const { afterSaleId } = await refunds(stage);
    await stage.act('buyer', { zh: '撤销退款', en: 'withdraws the refund' }, async () => done(await stage.world.merchant.withdrawAfterSale(afterSaleId)));
    const again = await stage.follows({ zh: '重新分配给原厂家', en: 'allocates it to the same factory again' }, 'AllocationCreated');
    stage.fact({ zh: '新的分配，接续原分配', en: `a new allocation (epoch ${String(again.data['epoch'])}) in place of the first` }, again.data['repickOf'] === first && again.data['factoryId'] === tenants.factory.tenantId && again.causationId !== null);
    const { summary } = done(await stage.world.merchant.order(stage.orderId));
    stage.fact({ zh: '发货时限不变', en: 'the ship-by clock never stopped' }, summary.promisedShipAt === promisedShipAt);
    const waybillNo = await labels(stage, textOf(again, 'allocationId'));
    stage.fact({ zh: '可以取号打印', en: `it can be labelled: ${waybillNo}` }, waybillNo !== '');
  },
};

export const riskReview: Story = {
  id: 'G-06',
  title: { zh: '风控审核开始与解除', en: 'a risk review starts and clears' },
  rules: ['PDD-23', 'F-RV-01'],
  play: async (stage) => {
    const { platform } = stage.world;
    await comesIn(stage);
    await allocates(stage);
    const reviewId = `risk-${stage.orderId.slice(0, 8)}`;
    await stage.act('platform', { zh: '开始风控审核', en: 'starts a risk review' }, async () => done(await platform.startRiskReview(stage.orderId, { reviewId, reason: '异地下单' })));
    await stage.refused('merchant', { zh: '再次分配', en: 'wants to allocate again' }, () => tryAllocate(stage));
    await stage.act('platform', { zh: '审核通过', en: 'clears the review' }, async () => done(await platform.clearRiskReview(stage.orderId, reviewId)));
    const again = await stage.follows({ zh: '重新分配给原厂家', en: 'allocates it to the same factory again' }, 'AllocationCreated');
    const row = await rowOf(stage, textOf(again, 'allocationId'));
    stage.fact({ zh: '厂家可继续', en: `the factory may go on: ${row.status}` }, row.status === 'ALLOCATED');
  },
};

export const addressChanged: Story = {
  id: 'G-07',
  title: { zh: '取号后修改地址：旧面单永不可打印', en: 'the address changes after the label: the old one never prints' },
  rules: ['PDD-07', 'F-AS-06', 'X-09', 'ML-12'],
  play: async (stage) => {
    await comesIn(stage);
    const allocationId = await allocates(stage);
    const old = await labels(stage, allocationId);
    await stage.act('buyer', { zh: '修改收货地址', en: 'changes the address' }, async () => done(await stage.world.merchant.changeReceiver(stage.orderId, receiver())));
    await stage.follows({ zh: '作废旧单号，随即解除拦截', en: 'has the old number voided, then lets go' }, 'HoldReleased');
    await stage.refused('factory', { zh: '用旧面单打印', en: 'wants to print the old label' }, () => tryPrint(stage, allocationId));
    await stage.refused('factory', { zh: '回传旧单号', en: 'wants to return the old number' }, () => tryReturn(stage, allocationId, old));
    const number = await labels(stage, allocationId);
    stage.fact({ zh: '新面单，新单号', en: `another number: ${old} → ${number}` }, number !== old);
    await prints(stage, allocationId);
  },
};

export const returnRevoked: Story = {
  id: 'G-08',
  title: { zh: '退款期间厂家取消回传', en: 'the factory takes its return back while a refund is open' },
  rules: ['R-12', 'F-FP-04'],
  play: async (stage) => {
    await comesIn(stage);
    const allocationId = await allocates(stage);
    const waybillNo = await labels(stage, allocationId);
    await prints(stage, allocationId);
    await returnsNumber(stage, allocationId, waybillNo);
    await refunds(stage);
    await stage.act('factory', { zh: '取消回传', en: 'takes the return back' }, async () => oneDone(await stage.world.factory.revokeReturns([{ allocationId, reason: '单号录错' }])));
    const [revoked, cancelled] = [await stage.latest('WaybillReturnRevoked'), await stage.latest('AllocationCancelled')];
    stage.fact({ zh: '同一次写入中重新拦截', en: `one append: r${revoked.revision} takes back, r${cancelled.revision} cancels` }, revoked.correlationId === cancelled.correlationId && cancelled.revision === revoked.revision + 1);
    await stage.refused('factory', { zh: '再打印', en: 'wants to print again' }, () => tryPrint(stage, allocationId));
    await stage.follows({ zh: '向快递作废单号', en: 'has the carrier void the number' }, 'LabelVoided');
  },
};

export const refundBeforeOrder: Story = {
  id: 'G-09',
  title: { zh: '退款消息先于订单到达', en: 'the refund message comes before the order message' },
  rules: ['F-AS-07', 'R-01', 'F-IN-01', 'F-IN-02', 'F-IN-03'],
  play: async (stage) => {
    const { merchant, platform } = stage.world;
    const { shop, shopKey } = await channelShop(stage.world);
    const statement = await stage.act('merchant', { zh: '登记拼多多店铺并授权，立即同步', en: 'registers and authorises a shop on Pinduoduo, and synchronises it' }, async () => done(await merchant.syncShop(shopKey)));
    stage.fact({ zh: `同步完成：共 ${statement.orders.seen} 单`, en: `everything until now is in: ${statement.orders.seen} orders seen` }, statement.complete);
    const no = await stage.act('buyer', { zh: '付款下单，订单消息丢失', en: 'pays; the message of the order is lost' }, async () => done(await platform.placeOrders(shop, { count: 1, hidden: true })).orderNos[0] ?? '');
    await stage.act('buyer', { zh: '申请退款，退款消息先到', en: 'asks for a refund; its message comes' }, async () => done(await platform.tellCase(shop, { orderNo: no, state: 'OPEN' })));
    const orderId = orderIdOf({ merchantId: asMerchantId(tenants.merchant.tenantId), platformOrderNo: no, ...shop });
    await stage.act('system', { zh: '订单消息终于到达', en: 'hears of the order at last' }, async () => {
      done(await platform.changeOrder(shop, no, { hidden: false }));
      stage.about(orderId);
    });
    const [first] = await stage.history();
    stage.fact({ zh: '售后先挂起；同一订单，出生即被拦截', en: 'the refund was parked; it is the same order, born held' }, first?.type === 'AfterSaleParked' && done(await merchant.order(orderId)).held);
    await stage.refused('merchant', { zh: '分配', en: 'wants to allocate' }, () => tryAllocate(stage));
  },
};
