import { done, oneDone } from '../client/answers.js';
import { returnAddress } from './fresh.js';
import { allocates, comesIn, labels, prints, refunds, returnsNumber, rowOf, tryPaper, tryPrint, tryReturn, tryShip } from './moves.js';
import type { Story } from './story.js';
import { textOf } from './stage.js';

/** From order to parcel, and a refund at each moment on the way. */

export const straightThrough: Story = {
  id: 'G-01',
  title: { zh: '从下单到签收', en: 'from order to delivery' },
  rules: ['PDD-05', 'DY-04', 'DY-10', 'PDD-25'],
  play: async (stage) => {
    const { merchant, factory, platform } = stage.world;
    await comesIn(stage);
    const allocationId = await allocates(stage);
    const waybillNo = await labels(stage, allocationId);
    const { printJobId, permitId, paper } = await prints(stage, allocationId);
    stage.fact({ zh: '纸质面单已生成', en: `the paper is there: ${Math.ceil(paper.length / 1024)} kB of PDF, receiver masked` }, paper.subarray(0, 5).toString() === '%PDF-');
    await stage.act('factory', { zh: '打印机报告：已打印', en: 'the printer says: printed' }, async () => oneDone(await factory.reportPrint(printJobId, [{ permitId, result: 'PRINTED' }])));
    await returnsNumber(stage, allocationId, waybillNo);
    const address = await returnAddress(stage.world);
    await stage.act('merchant', { zh: '一键发货', en: 'ships with one click' }, async () => oneDone(await merchant.ship([{ orderId: stage.orderId }], address)));
    await stage.act('platform', { zh: '快递轨迹：已签收', en: 'the carrier reports: signed' }, async () => done(await platform.track({ waybillNo, code: 'DELIVERED', scannedAt: new Date().toISOString() })));
    const { status } = done(await merchant.order(stage.orderId));
    stage.fact({ zh: '订单状态：已发货', en: 'the order is shipped' }, status === 'SHIPPED');
  },
};

export const refundBeforePrint: Story = {
  id: 'G-02',
  title: { zh: '打印前一刻退款', en: 'a refund just before the print' },
  rules: ['PDD-07', 'PDD-23', 'R-05', 'F-AS-02'],
  play: async (stage) => {
    await comesIn(stage);
    const allocationId = await allocates(stage);
    await labels(stage, allocationId);
    const { afterSaleId } = await refunds(stage);
    await stage.refused('factory', { zh: '打印面单', en: 'wants to print' }, () => tryPrint(stage, allocationId));
    await stage.follows({ zh: '向快递作废单号', en: 'has the carrier void the number' }, 'LabelVoided');
    const row = await rowOf(stage, allocationId);
    stage.fact({ zh: '厂家列表：已取消，原因售后', en: `the factory's row: ${row.status}, by ${row.holds[0]?.type ?? 'nothing'}` }, row.status === 'CANCELLED' && row.holds[0]?.type === 'AFTER_SALE');
    const hold = await stage.latest('HoldPlaced');
    const cancelled = await stage.latest('AllocationCancelled');
    stage.fact({ zh: '原因可查：取消 ← 拦截 ← 该售后', en: `why: r${cancelled.revision} was cancelled by hold r${hold.revision}, which is this refund` }, cancelled.data['holdId'] === hold.data['holdId'] && hold.data['causeId'] === afterSaleId);
  },
};

export const refundAfterPrint: Story = {
  id: 'G-03',
  title: { zh: '打印后、回传前退款', en: 'a refund after the print, before the return' },
  rules: ['R-07'],
  play: async (stage) => {
    await comesIn(stage);
    const allocationId = await allocates(stage);
    const waybillNo = await labels(stage, allocationId);
    const { printJobId, permitId } = await prints(stage, allocationId);
    await refunds(stage);
    await stage.refused('factory', { zh: '再取面单', en: 'wants the paper once more' }, () => tryPaper(stage, printJobId, permitId));
    await stage.refused('factory', { zh: '回传运单号', en: 'wants to return the number' }, () => tryReturn(stage, allocationId, waybillNo));
    await stage.follows({ zh: '向快递作废单号', en: 'has the carrier void the number' }, 'LabelVoided');
    await stage.history();
    const { items } = done(await stage.world.factory.tasks('?task=DESTROY_LABEL&limit=100'));
    stage.fact({ zh: '厂家待办：销毁面单', en: 'the factory has a task to destroy the paper, with a deadline' }, items.some(({ orderMaskSn }) => orderMaskSn === stage.orderId));
  },
};

export const refundAfterReturn: Story = {
  id: 'G-04',
  title: { zh: '回传后退款：不阻断，改为拦截快递', en: 'a refund after the return: nothing blocks, the parcel is intercepted' },
  rules: ['PDD-08', 'PDD-31', 'R-09', 'F-AS-08'],
  play: async (stage) => {
    await comesIn(stage);
    const allocationId = await allocates(stage);
    const waybillNo = await labels(stage, allocationId);
    await prints(stage, allocationId);
    await returnsNumber(stage, allocationId, waybillNo);
    await refunds(stage);
    const address = await returnAddress(stage.world);
    await stage.refused('merchant', { zh: '发货', en: 'wants to ship' }, () => tryShip(stage, address));
    const opened = await stage.latest('InterceptOpened');
    const row = await rowOf(stage, allocationId);
    stage.fact({ zh: '分配未被取消', en: `the allocation stands: ${row.status}` }, row.status === 'RETURNED');
    await stage.act('merchant', { zh: '快递已拦截', en: 'records that the carrier stopped it' }, async () => done(await stage.world.merchant.closeIntercept(textOf(opened, 'interceptId'), 'INTERCEPTED')));
  },
};
