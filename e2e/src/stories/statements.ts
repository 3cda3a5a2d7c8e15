import { createHash } from 'node:crypto';
import { allDone, codesOf, done, verdict, type Verdict } from '../client/answers.js';
import type { StatementShown } from '../client/shapes.js';
import { until } from '../client/until.js';
import { tenants } from '../client/world.js';
import { allocates, comesIn, labels, prints, returnsNumber } from './moves.js';
import type { Stage } from './stage.js';
import type { Story } from './story.js';

const PRICE_FEN = 3_100;
const FREIGHT_FEN = 350;
const QUANTITY = 2;
const SKU = 'TS-W-L';

/** What a merchant owes its factory, from the price to the file; and the quota, as far as a story can wait for it. */
export const statementMade: Story = {
  id: 'G-12',
  title: { zh: '对账单：价格、生成、下载、每日次数', en: 'a statement: price, making, file, and the day’s quota' },
  rules: ['PDD-06', 'PDD-28', 'PDD-29', 'PDD-30'],
  play: async (stage) => {
    const { merchant, factory } = stage.world;
    await stage.act('factory', { zh: '设置结算价格与运费', en: 'says what a shirt costs, and sending a parcel' }, async () => allDone(await factory.setPrices([{ sku: SKU, priceFen: PRICE_FEN }, { item: 'FREIGHT', priceFen: FREIGHT_FEN }])));
    await comesIn(stage, { lines: [{ title: '纯棉短袖T恤', spec: '白色 L', outSkuSn: SKU, quantity: QUANTITY, unitPriceFen: 5_900 }], payableFen: 11_800, paidFen: 11_800 });
    const allocationId = await allocates(stage);
    await stage.act('factory', { zh: '之后涨价：已分配的不变', en: 'raises the price: what is allocated keeps its own' }, async () => allDone(await factory.setPrices([{ sku: SKU, priceFen: PRICE_FEN + 500 }])));
    const waybillNo = await labels(stage, allocationId);
    await prints(stage, allocationId);
    const from = new Date().toISOString();
    await returnsNumber(stage, allocationId, waybillNo);
    const range = { factoryId: tenants.factory.tenantId, from, to: new Date().toISOString() };
    const asked = await stage.act('merchant', { zh: '生成对账单', en: 'asks for a statement' }, async () => verdict(await merchant.requestStatement(range)));
    if (asked.kind === 'refused') return earlier(stage, asked);
    await stage.refused('merchant', { zh: '马上再生成一次', en: 'asks for another at once' }, async () => verdict(await merchant.requestStatement(range)));
    await issued(stage, asked.result.statementId, allocationId);
  },
};

/** Told again on a system where a statement was made just now, the story can only say so. */
function earlier(stage: Stage, { problem }: Extract<Verdict<StatementShown>, { readonly kind: 'refused' }>): void {
  const codes = codesOf(problem);
  stage.fact({ zh: '刚生成过对账单，或今天已满三次', en: `a statement was made here lately: ${codes.join(', ')}` }, codes.every((code) => code === 'STATEMENT_TOO_SOON' || code === 'STATEMENT_DAILY_LIMIT'));
}

async function issued(stage: Stage, statementId: string, allocationId: string): Promise<void> {
  const { merchant, factory } = stage.world;
  const statement = await until('the statement is made', async () => done(await merchant.statement(statementId)), ({ state }) => state === 'READY' || state === 'FAILED');
  const file = await merchant.statementFile(statementId, 'csv');
  done(file);
  const text = file.bytes.toString('utf8');
  stage.fact({ zh: '对账单含该行，按分配时的价格', en: `it holds the line at the price of its allocation: 2 × 31.00 + 3.50 = 65.50 yuan` }, statement.issued?.lineCount === 1 && statement.issued.totalFen === QUANTITY * PRICE_FEN + FREIGHT_FEN && text.includes(allocationId) && text.includes('65.50'));
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const seen = done(await factory.statement(statementId)).issued;
  stage.fact({ zh: '文件哈希与事件中的一致，双方所见相同', en: `the file’s hash is the one in its event, for both sides: ${sha256.slice(0, 12)}…` }, seen?.csvSha256 === sha256);
}
