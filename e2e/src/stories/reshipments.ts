import { asMerchantId, orderIdOf } from '@daifa/order-domain/ids';
import { done, oneDone, verdict } from '../client/answers.js';
import type { LedgerEntry, LineQuantity, ShopName } from '../client/shapes.js';
import { until } from '../client/until.js';
import { tenants } from '../client/world.js';
import { channelShop, receiver, returnAddress, typedWaybillNo } from './fresh.js';
import { allocates, CARRIER, comesIn, returnsNumber } from './moves.js';
import { StoryBroken, type Stage } from './stage.js';
import type { Story } from './story.js';

/** What is sent again, and which of its numbers the channel is told by itself. */

const ORDERS_MAX = 60;
const THREE = 3;

export const threeReshipments: Story = {
  id: 'G-10',
  title: { zh: '补发三次：首次自动回传，其后手工', en: 'sent again three times: the first number is told by itself, the others by hand' },
  rules: ['RS-03', 'RS-04', 'RS-05', 'RS-06', 'F-SH-07'],
  play: async (stage) => {
    const { merchant } = stage.world;
    const { shop } = await channelShop(stage.world);
    const { no, line } = await buysThree(stage, shop);
    await returnsNumber(stage, await allocates(stage), typedWaybillNo());
    const address = await returnAddress(stage.world);
    await stage.act('merchant', { zh: '发货', en: 'ships' }, async () => oneDone(await merchant.ship([{ orderId: stage.orderId }], address)));
    await stage.follows({ zh: '向拼多多回传单号，一次', en: 'tells Pinduoduo the number, once' }, 'ShipUploaded');
    const again: { readonly reshipmentId: string; readonly waybillNo: string }[] = [];
    for (let sequence = 1; sequence <= THREE; sequence++) {
      const { reshipmentId } = await stage.act('merchant', { zh: `破损，第 ${sequence} 次补发`, en: `sends a damaged one again (${sequence})` }, async () => done(await merchant.createReshipment({ originalOrderId: stage.orderId, reason: 'DAMAGED_REFUSED', evidence: '买家照片', lines: [{ lineId: line.lineId, quantity: 1 }] })));
      again.push({ reshipmentId, waybillNo: await leaves(stage, reshipmentId, address) });
    }
    await stage.refused('merchant', { zh: '第 4 次补发，超出已发数量', en: 'wants to send a fourth one' }, async () => verdict(await merchant.createReshipment({ originalOrderId: stage.orderId, reason: 'DAMAGED_REFUSED', evidence: 'x', lines: [{ lineId: line.lineId, quantity: 1 }] })));
    const [first, second, third] = again;
    if (!first || !second || !third) throw new StoryBroken('not three');
    await has(stage, shop, no, first.waybillNo);
    const told = await ledgerOf(stage, shop, no);
    stage.fact({ zh: '平台已有：原单号与首次补发单号', en: 'Pinduoduo has the original number and the first one sent again' }, told.length === 2 && told.some((one) => one.waybillNo === first.waybillNo && one.extra === 'RESHIP'));
    await stage.history();
    const waiting = done(await merchant.reshipments(`?originalOrderId=${stage.orderId}&upload=AWAITING_MANUAL_UPLOAD`)).items;
    stage.fact({ zh: '第 2、3 次：待手工回传，单号可复制', en: `the other two wait for a person: ${waiting.map(({ waybillNos }) => waybillNos.join()).sort().join(', ')}` }, waiting.length === 2 && waiting.every(({ sequence }) => sequence > 1));
    for (const { reshipmentId, waybillNo } of [second, third]) done(await merchant.uploadReshipment(reshipmentId, waybillNo));
    for (const { waybillNo } of [second, third]) await has(stage, shop, no, waybillNo);
    const all = await ledgerOf(stage, shop, no);
    stage.fact({ zh: '手工回传后，四个单号各一次', en: 'told by hand: four numbers, each taken once' }, all.length === THREE + 1 && all.every(({ submitted, accepted }) => submitted === 1 && accepted === 1));
  },
};

export const missedGoods: Story = {
  id: 'G-11',
  title: { zh: '补寄：买家修改、平台介入、确认收货', en: 'something was left out: the buyer changes his mind, the platform rules, the case closes' },
  rules: ['RS-07', 'RS-08', 'RS-09', 'RS-10', 'RS-11', 'X-14'],
  play: async (stage) => {
    const { merchant, platform } = stage.world;
    await comesIn(stage, { lines: [{ title: '纯棉短袖T恤', spec: '白色 L', quantity: 2, unitPriceFen: 5_900 }], payableFen: 11_800, paidFen: 11_800 });
    await returnsNumber(stage, await allocates(stage), typedWaybillNo());
    const address = await returnAddress(stage.world);
    await stage.act('merchant', { zh: '发货', en: 'ships' }, async () => oneDone(await merchant.ship([{ orderId: stage.orderId }], address)));
    const form = { reason: 'MISSED', lines: [{ lineId: '1', quantity: 1 }], receiver: receiver(), description: '收到时少了一件' } as const;
    const { afterSaleId } = await stage.act('buyer', { zh: '申请补寄：漏发一件', en: 'says that one piece was left out' }, async () => done(await platform.requestReship({ orderId: stage.orderId, ...form })));
    await stage.act('buyer', { zh: '商家查看后，修改为两件', en: 'after the merchant looked, makes it two' }, async () => done(await platform.modifyReship(afterSaleId, { ...form, reason: 'SHORT', lines: [{ lineId: '1', quantity: 2 }] })));
    await stage.refused('merchant', { zh: '同意看到的版本', en: 'agrees to what he saw' }, async () => verdict(await merchant.agreeReship(afterSaleId, 1)));
    await stage.act('buyer', { zh: '申请平台介入', en: 'calls for the platform' }, async () => done(await platform.arbitrateReship(afterSaleId)));
    await stage.refused('merchant', { zh: '介入期间同意', en: 'agrees while the platform judges' }, async () => verdict(await merchant.agreeReship(afterSaleId, 2)));
    const { reshipmentId } = await stage.act('platform', { zh: '裁决：补寄', en: 'rules: it is to be sent' }, async () => done(await platform.ruleReship(afterSaleId, 'AGREE')));
    if (reshipmentId === null) throw new StoryBroken('nothing is sent');
    await leaves(stage, reshipmentId, address);
    const sent = await until('the case knows that it left', async () => done(await merchant.reshipRequest(afterSaleId)), ({ state }) => state === 'RESHIPPED');
    stage.fact({ zh: '补寄单已发出', en: 'the order that sends it has left' }, sent.reshipmentId === reshipmentId);
    const closed = await stage.act('buyer', { zh: '确认收货', en: 'has received it' }, async () => done(await platform.confirmReship(afterSaleId)));
    const again = done(await platform.confirmReship(afterSaleId));
    stage.fact({ zh: '售后单关闭，仅一次', en: 'the case is closed, once' }, closed.state === 'CLOSED' && again.version === closed.version);
  },
};

/** An order of three pieces: the simulated buyers buy as many as they like. */
async function buysThree(stage: Stage, shop: ShopName): Promise<{ readonly no: string; readonly line: LineQuantity }> {
  const { platform, merchant } = stage.world;
  return stage.act('buyer', { zh: '在拼多多买三件', en: 'buys three pieces on Pinduoduo' }, async () => {
    for (let tries = 0; tries < ORDERS_MAX; tries++) {
      const [no = ''] = done(await platform.placeOrders(shop, { count: 1 })).orderNos;
      const orderId = orderIdOf({ merchantId: asMerchantId(tenants.merchant.tenantId), platformOrderNo: no, ...shop });
      const { events } = done(await merchant.history(orderId));
      const lines = events[0]?.data['lines'];
      const line: LineQuantity | undefined = Array.isArray(lines) ? lines[0] : undefined;
      if (line?.quantity !== THREE) continue;
      stage.about(orderId);
      return { no, line };
    }
    throw new StoryBroken('nobody bought three');
  });
}

/** The order that sends again goes the way of every order. @returns its number */
async function leaves({ world: { merchant, factory } }: Stage, orderId: string, address: string): Promise<string> {
  const { allocations: [allocation] } = oneDone(await merchant.allocate([{ orderId, factoryId: tenants.factory.tenantId }]));
  const waybillNo = typedWaybillNo();
  oneDone(await factory.returnWaybills([{ allocationIds: [allocation?.allocationId ?? ''], carrier: CARRIER, waybillNo }]));
  oneDone(await merchant.ship([{ orderId }], address));
  return waybillNo;
}

async function ledgerOf({ world: { platform } }: Stage, shop: ShopName, no: string): Promise<readonly LedgerEntry[]> {
  return done(await platform.shipments(shop)).items.filter(({ orderNo, accepted }) => orderNo === no && accepted > 0);
}

async function has(stage: Stage, shop: ShopName, no: string, waybillNo: string): Promise<void> {
  await until(`the channel has ${waybillNo}`, () => ledgerOf(stage, shop, no), (all) => all.some((one) => one.waybillNo === waybillNo));
}
