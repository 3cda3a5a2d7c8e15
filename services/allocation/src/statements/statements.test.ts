import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endAfterSale, openAfterSale } from '@daifa/order-domain/after-sales';
import { afterSaleIdOf, asAllocationId } from '@daifa/order-domain/ids';
import { imported, lines } from '@daifa/order-domain/samples';
import { TestStatements, headOf, linesOf, sha256 } from './test-statements.js';
import { unzipped } from './test-unzip.js';

let desk: TestStatements;
beforeAll(async () => {
  desk = await TestStatements.open();
  await desk.price('TS-W-L', 3100);
  await desk.price('SK-B', 450);
  await desk.price('', 501);
});
afterAll(() => desk.host.close());

describe('F-SE-03 F-SE-04 a statement', () => {
  test('G-01 F-SE-03: holds what was returned in its range, priced as it was allocated, with the parcel’s freight split to the fen', async () => {
    const { orderId, allocationIds } = await desk.returned('2026-11-20T10:00:00.000+08:00');
    const statement = await desk.made();
    expect(statement).toMatchObject({ state: 'READY', completeness: 'COMPLETE', merchantAlias: '晨光小店', factoryName: 'factory', failure: null, issued: { lineCount: 2, unpricedLines: 0, totalFen: 2 * 3100 + 3 * 450 + 501, layout: 1 } });
    const csv = await desk.file(statement.statementId, 'csv');
    expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(headOf(csv)).toEqual({ '': '',
      对账单号: statement.statementId, 商家别名: '晨光小店', 厂家: 'factory', '起(含)': '2026-11-01 00:00:00', '止(不含)': '2026-11-22 00:00:00', 生成时间: '2026-11-23 09:00:00',
      事件位置: String(statement.issued.position), 行数: '2', '合计(元)': '80.51', 状态: '完整', 内容哈希: statement.issued.contentSha256,
    });
    const [shirt, socks] = linesOf(csv);
    expect(shirt).toEqual({
      序号: '1', 代发单号: allocationIds[0], 代打订单号: orderId, 分配时间: '2026-11-22 09:00:00', 回传时间: '2026-11-20 10:00:00', 商品名称: '纯棉短袖T恤', 规格: '白色 L', 货号: 'TS', 商家编码: 'TS-W-L', 数量: '2',
      '结算单价(元)': '31.00', '金额(元)': '62.00', '运费(元)': '2.00', 快递公司: '申通快递', 运单号: '77880000000000017\t', 附加运单号: '', 发货状态: '已回传', 售后状态: '无', 类型: '正常', 调整原因: '', 关联行: '', 备注: '',
    });
    expect([socks?.['结算单价(元)'], socks?.['金额(元)'], socks?.['运费(元)']]).toEqual(['4.50', '13.50', '3.01']);
  });

  test('F-SE-03: the range is half open on the time of the return: its first instant is in, its end is not', async () => {
    const at = (await Promise.all([['2026-09-30T23:59:59.999+08:00', 'T1'], ['2026-10-01T00:00:00.000+08:00', 'T2'], ['2026-10-09T23:59:59.999+08:00', 'T3'], ['2026-10-10T00:00:00.000+08:00', 'T4']].map(async ([time = '', title = '']) => {
      await desk.returned(time, { lines: lines.slice(0, 1).map((line) => ({ ...line, title })) });
      return title;
    })));
    const { statementId } = await desk.made({ from: '2026-10-01', to: '2026-10-10T00:00:00+08:00' });
    expect((await desk.rows(statementId)).map((row) => row['商品名称'])).toEqual(at.slice(1, 3));
  });

  test('F-SE-04: CSV and XLSX say the same, each with the hash that was issued, to both sides', async () => {
    const { statementId, issued } = await desk.made();
    const [csv, xlsx] = [await desk.file(statementId, 'csv', 'factory'), await desk.file(statementId, 'xlsx')];
    const parts = unzipped(xlsx);
    expect(sha256(csv)).toBe(issued.csvSha256);
    expect(sha256([...parts.values()].join(''))).toBe(issued.xlsxSha256);
    expect((await desk.file(statementId, 'xlsx', 'factory')).equals(xlsx)).toBe(true);
    const cells = [...(parts.get('xl/worksheets/sheet2.xml') ?? '').matchAll(/<c r="(\w+)"[^>]*>(?:<is><t[^>]*>([^<]*)<\/t><\/is>|<v>([^<]*)<\/v>)<\/c>/g)].map(([, place, text, number]) => [place, text ?? number]);
    const inCsv = linesOf(csv);
    expect(cells.filter(([place]) => /^B\d+$/.test(place ?? '')).slice(1).map(([, text]) => text)).toEqual(inCsv.map((row) => row['代发单号']));
    expect(cells.filter(([place]) => /^L\d+$/.test(place ?? '')).slice(1).map(([, text]) => text)).toEqual(inCsv.map((row) => row['金额(元)']));
    expect(cells.find(([place]) => place === 'O2')?.[1]).toBe('77880000000000017');
  });

  test('F-SE-04: it is QUEUED at first, has no file until READY, and its file has a name people can read', async () => {
    desk.now = '2026-12-20T09:00:00.000+08:00';
    const asked = await desk.ask();
    expect([asked.status, asked.body.state === 'QUEUED' || asked.body.state === 'RUNNING', asked.body.issued]).toEqual([202, true, null]);
    const { statementId } = asked.body;
    await desk.ended(statementId);
    const { headers, status } = await desk.host.ask('merchant', 'GET', `/v1/statements/${statementId}/file?format=csv`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(decodeURIComponent(headers.get('content-disposition') ?? '')).toContain('对账单-factory-2026-11-01_2026-11-22.csv');
    expect((await desk.host.ask('merchant', 'GET', `/v1/statements/${statementId}/file?format=pdf`)).status).toBe(400);
  });

  test('F-SE-03: strangers and ids of nothing are told the same, analysts see all', async () => {
    const { statementId } = await desk.made();
    const unknown = statementId.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
    for (const [tenant, id] of [['otherMerchant', statementId], ['otherFactory', statementId], ['merchant', unknown], ['merchant', 'nonsense']] as const) {
      for (const path of ['', '/file']) expect((await desk.host.ask(tenant, 'GET', `/v1/statements/${id}${path}`)).body.code).toBe('STATEMENT_NOT_FOUND');
    }
    expect((await desk.one(statementId, 'analyst')).body.state).toBe('READY');
    expect((await desk.ask({}, 'factory')).status).toBe(403);
    expect((await desk.ask({ factoryId: desk.host.tenants.otherFactory.tenantId })).body.code).toBe('BINDING_NOT_FOUND');
  });

  test('F-SE-04: each side lists its own, the newest first, a page at a time', async () => {
    await desk.host.settled();
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await desk.host.ask('factory', 'GET', `/v1/statements?limit=2${cursor}`);
      seen.push(...body.items.map((item: { requestedAt: string }) => item.requestedAt));
      if (body.next === null) break;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(seen).toEqual([...seen].sort().reverse());
    expect((await desk.host.ask('otherMerchant', 'GET', '/v1/statements')).body.items).toEqual([]);
  });
});

describe('PDD-28 F-SE-03 bad ranges', () => {
  test.each([
    [{ from: '2026-11-02', to: '2026-11-02' }, 'STATEMENT_RANGE_INVALID'], [{ to: '2099-01-01' }, 'STATEMENT_RANGE_INVALID'], [{ from: '2026-01-01' }, 'STATEMENT_RANGE_INVALID'],
    [{ from: '2026-02-30' }, 'VALIDATION_FAILED'], [{ from: 'yesterday' }, 'VALIDATION_FAILED'], [{ to: '2026-11-22T00:00:00' }, 'VALIDATION_FAILED'], [{ allowUnpriced: 'yes' }, 'VALIDATION_FAILED'],
  ])('F-SE-03: %j is %s, and nothing is appended', async (range, code) => {
    const before = await desk.host.world.store.headPosition();
    expect((await desk.ask(range)).body.code).toBe(code);
    expect(await desk.host.world.store.headPosition()).toBe(before);
  });
});

describe('PDD-27 F-SE-04 lines without a price', () => {
  test('F-SE-04: make it fail and name every SKU; allowed, they stand in it marked and uncounted; given a price for that time, they count', async () => {
    const range = { from: '2026-08-01', to: '2026-08-31' };
    const goods = (skus: readonly string[]) => lines.flatMap((line, n) => skus[n] === undefined ? [] : [{ ...line, outSkuSn: skus[n], quantity: 2 }]);
    await desk.returned('2026-08-15T10:00:00.000+08:00', { lines: goods(['NEW-1', 'TS-W-L']) });
    const failed = await desk.made(range);
    expect([failed.state, failed.failure, failed.issued]).toEqual(['FAILED', { reason: 'PRICE_MISSING', skus: ['NEW-1'], skuCount: 1 }, null]);
    expect((await desk.host.ask('merchant', 'GET', `/v1/statements/${failed.statementId}/file`)).body.code).toBe('STATEMENT_NOT_READY');
    const partial = await desk.made({ ...range, allowUnpriced: true });
    expect(partial).toMatchObject({ completeness: 'INCOMPLETE', issued: { lineCount: 2, unpricedLines: 1 } });
    const [unpriced, priced] = await desk.rows(partial.statementId);
    expect([unpriced?.['金额(元)'], unpriced?.['运费(元)'], unpriced?.['备注']]).toEqual(['', '', '未定价(UNPRICED)']);
    expect(partial.issued.totalFen).toBe(6_200 + 250);
    expect(priced?.['运费(元)']).toBe('2.50');
    expect(headOf(await desk.file(partial.statementId, 'csv'))['状态']).toContain('1 行未定价');
    await desk.price('NEW-1', 100);
    const whole = await desk.made(range);
    expect(whole).toMatchObject({ completeness: 'COMPLETE', issued: { totalFen: 6_200 + 200 + 501 } });
    expect(sha256(await desk.file(partial.statementId, 'csv'))).toBe(partial.issued.csvSha256); // issued is issued
  });
});

describe('F-SE-04 S10 what stands in a file', () => {
  test('F-SE-04: no text is a formula, and none is mangled', async () => {
    const evil = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1+1', '=HYPERLINK("http://x","y")', 'a,b"c', '第一行\n第二行', '<b>&amp;</b>', '_x0041_', '007', '\u0001控制'];
    for (const title of evil) await desk.returned('2026-07-15T10:00:00.000+08:00', { lines: lines.slice(0, 1).map((line) => ({ ...line, title })) });
    const { statementId } = await desk.made({ from: '2026-07-01', to: '2026-07-31', allowUnpriced: true });
    const inCsv = (await desk.rows(statementId)).map((row) => row['商品名称'] ?? '');
    expect([...inCsv].sort()).toEqual(evil.map((title) => (/^[=+\-@\t＝]/.test(title) ? `'${title}` : title === '007' ? '007\t' : title)).sort());
    const sheet = unzipped(await desk.file(statementId, 'xlsx')).get('xl/worksheets/sheet2.xml') ?? '';
    expect(sheet).not.toContain('<f>');
    expect(sheet).toContain('<t xml:space="preserve">=HYPERLINK(&quot;http://x&quot;,&quot;y&quot;)</t>');
    expect(sheet).toContain('_x005F_x0041_');
    expect(sheet).toContain('\ufffd控制');
  });

  test('F-SP-01 F-SP-04 F-SE-04: nothing of the receiver, and no number of the platform', async () => {
    const { statementId } = await desk.made({ allowUnpriced: true });
    const text = (await desk.file(statementId, 'csv')).toString() + [...unzipped(await desk.file(statementId, 'xlsx')).values()].join('');
    for (const personal of ['林*', '138****0001', '西湖区', '138', imported.platformOrderNo, imported.receiver.sealed.phone ?? '']) expect(text).not.toContain(personal);
  });
});

test('F-SE-03: a revoked return drops out, and what changes later changes no statement', async () => {
  const { orderId, allocationIds } = await desk.returned('2026-06-15T10:00:00.000+08:00');
  const range = { from: '2026-06-01', to: '2026-06-30' };
  const first = await desk.made(range);
  await desk.shops.tell(orderId, { type: 'WaybillReturnRevoked', allocationIds: allocationIds.map(asAllocationId), waybillNo: '77880000000000017', reason: '录错', at: '2026-12-30T00:00:00.000Z' });
  await desk.price('TS-W-L', 9_900, '2026-11-01T00:00:00.000Z');
  expect((await desk.made(range)).issued).toMatchObject({ lineCount: 0, totalFen: 0 });
  expect(sha256(await desk.file(first.statementId, 'csv'))).toBe(first.issued.csvSha256);
  expect(first.issued.lineCount).toBe(2);
});

test('F-SE-01 RS-01: a price is that of its own allocation: a re-pick has the price of its own moment, and the cancelled one keeps its', async () => {
  const { world, settled } = desk.host;
  const orderId = await desk.shops.order();
  await desk.shops.allocated(orderId, desk.factoryId);
  const before = (await world.aggregates.orders.load(orderId)).state.allocations.map(({ settlementPriceFen }) => settlementPriceFen);
  desk.now = new Date(Date.parse(desk.now) + 86_400_000).toISOString();
  await desk.price('TS-W-L', 77, desk.now);
  const scope = { merchantId: desk.shops.merchantId, afterSaleId: afterSaleIdOf(desk.shops.merchantId, 'as-price'), version: null, at: desk.now } as const;
  await world.aggregates.orders.transact(orderId, desk.shops.context(), (order) => openAfterSale({ ...scope, afterSaleType: 'REFUND_ONLY', lines: [], platformLines: [] }, order));
  await world.aggregates.orders.transact(orderId, desk.shops.context(), (order) => endAfterSale({ ...scope, end: { kind: 'withdrawn' } }, order));
  await settled();
  const after = (await world.aggregates.orders.load(orderId)).state.allocations.map(({ settlementPriceFen }) => settlementPriceFen);
  expect(before).toHaveLength(2);
  expect(after).toEqual([...before, 77, before[1]]);
  expect(before[0]).not.toBe(77);
});
