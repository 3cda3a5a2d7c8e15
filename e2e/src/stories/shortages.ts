import { randomInt } from 'node:crypto';
import { afterWorkingTime } from '@daifa/order-domain/working-calendar';
import { allDone, done, oneVerdict } from '../client/answers.js';
import { until } from '../client/until.js';
import { allocates, CARRIER, comesIn, tryAllocate } from './moves.js';
import { StoryBroken, textOf, type Stage } from './stage.js';
import type { Story } from './story.js';

const QUANTITY = 2;
const WHITE_FEN = 5_900;
const GREY_FEN = 6_500;
const DIFFERENCE_FEN = QUANTITY * (GREY_FEN - WHITE_FEN);
/** What the factory asks the merchant for the substitute. */
const SETTLEMENT_FEN = 3_400;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const NOTICE_MS = 24 * 3_600_000;

/** Goods that are not there: told in time, another product taken with the buyer's consent, the difference settled. */
export const substituteTaken: Story = {
  id: 'G-15',
  title: { zh: '缺货：24 工作小时内告知，买家同意更换，差价结清', en: 'a shortage: the buyer is told in time, takes a substitute and pays the difference' },
  rules: ['ML-10', 'DXM-07', 'DXM-12'],
  play: async (stage) => {
    const [white, grey] = newSkus();
    await stage.act('factory', { zh: '盘点：白色剩 1 件，灰色 10 件', en: 'counts: one white shirt is left, and ten grey ones' }, () => counted(stage, white, grey));
    await comesIn(stage, { lines: [{ title: '纯棉短袖T恤', spec: '白色 L', outSkuSn: white, quantity: QUANTITY, unitPriceFen: WHITE_FEN }], payableFen: QUANTITY * WHITE_FEN, paidFen: QUANTITY * WHITE_FEN });
    const allocationId = await allocates(stage);
    const opened = await stage.follows({ zh: '库存不足，登记缺货并通知生产', en: 'not enough is there: a shortage, and production is told' }, 'ShortageOpened');
    await inTime(stage, textOf(opened, 'notifyBy'), opened.at);
    await stage.refused('factory', { zh: '取电子面单号', en: 'asks for a waybill number' }, async () => oneVerdict(await stage.world.factory.requestLabels([{ allocationIds: [allocationId], carrier: CARRIER }])));
    await agreed(stage, textOf(opened, 'shortageId'), grey);
    const again = await allocates(stage);
    await stage.follows({ zh: '灰色有货，已预占', en: 'the grey ones are there, and reserved' }, 'StockVerified');
    await settledPrice(stage, again, grey);
  },
};

/** New ones each time, so that what an earlier telling left on the shelf is not in the way. */
function newSkus(): readonly [string, string] {
  const shirt = `TS${randomInt(10 ** 8).toString().padStart(8, '0')}`;
  return [`${shirt}-W-L`, `${shirt}-G-L`];
}

async function counted({ world: { factory } }: Stage, white: string, grey: string): Promise<void> {
  allDone(await factory.setPrices([{ sku: grey, priceFen: SETTLEMENT_FEN }]));
  allDone(await factory.countStock([{ sku: white, onHand: 1 }, { sku: grey, onHand: 10 }]));
}

/** ML-10 by the merchant's own calendar: Sundays and holidays do not count. */
async function inTime(stage: Stage, notifyBy: string, openedAt: string): Promise<void> {
  const { calendar } = done(await stage.world.merchant.calendar());
  const due = afterWorkingTime({ weekdays: WEEKDAYS.filter((day) => calendar.weekdays.includes(day)), exceptions: calendar.exceptions }, Date.parse(openedAt), NOTICE_MS);
  stage.fact({ zh: '须在 24 工作小时内告知买家', en: 'the buyer has to be told within 24 working hours' }, Date.parse(notifyBy) === due);
}

async function agreed(stage: Stage, shortageId: string, grey: string): Promise<void> {
  const { merchant } = stage.world;
  const substitute = { outSkuSn: grey, title: '纯棉短袖T恤', spec: '灰色 L', unitPriceFen: GREY_FEN };
  await stage.act('merchant', { zh: '客服告知买家，建议灰色', en: 'tells the buyer, and suggests grey' }, async () => done(await merchant.tellShortage(shortageId, '建议改发灰色 L，每件补 6 元')));
  await stage.act('merchant', { zh: '登记更换方案', en: 'offers the grey one' }, async () => done(await merchant.decideShortage(shortageId, { outcome: 'SUBSTITUTE', substitute })));
  await stage.act('buyer', { zh: '同意更换', en: 'takes it' }, async () => done(await merchant.consentSubstitute(shortageId, '客服会话 20261122-1')));
  await stage.refused('merchant', { zh: '差价未补，先分配', en: 'allocates before the difference is paid' }, () => tryAllocate(stage));
  const settled = await stage.act('buyer', { zh: '补差价 12.00 元', en: 'pays the difference, 12.00 yuan' }, async () => done(await merchant.settleDifference(shortageId, { differenceFen: DIFFERENCE_FEN, reference: '补款单 20261122-1' })));
  if (settled.state !== 'CLOSED') throw new StoryBroken('the shortage is not over');
}

async function settledPrice(stage: Stage, allocationId: string, grey: string): Promise<void> {
  const created = await stage.latest('AllocationCreated');
  stage.fact({ zh: '新分配按灰色的结算价 34.00 元', en: 'the new allocation has the settlement price of the grey one, 34.00 yuan' }, created.data['allocationId'] === allocationId && created.data['settlementPriceFen'] === SETTLEMENT_FEN);
  const [shelf] = await until('the shelf', async () => done(await stage.world.factory.stock(`?sku=${grey}`)).items, (items) => items[0]?.reserved === QUANTITY);
  stage.fact({ zh: '库存：灰色预占 2 件，可用 8 件', en: 'the shelf: two grey ones promised, eight free' }, shelf?.free === 10 - QUANTITY);
}
