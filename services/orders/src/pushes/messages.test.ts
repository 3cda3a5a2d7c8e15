import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { activeHolds } from '@daifa/order-domain/order';
import { answerOf } from '../upload/import-client.js';
import { TestShops, type TestShop } from '../test-shops.js';
import { isAuthentic, signatureOf } from './signature.js';

let shops: TestShops;
let shop: TestShop;
beforeAll(async () => {
  shops = await TestShops.open();
  shop = await shops.shop('PDD', 'messages');
  await shop.behave({ messages: false });
});
afterAll(() => shops.close());

const nowSeconds = (off = 0): string => String(Math.floor(shops.host.world.ports.clock.now().getTime() / 1_000) + off);
const about = (no: string): string => JSON.stringify({ type: 'pdd_trade_TradeConfirmed', mallID: 'messages', content: JSON.stringify({ tid: no }) });

async function send(body: string, { secret = shop.of.messageSecret, at = nowSeconds(), to = shop.of.shopKey, signed = body }: { readonly secret?: string; readonly at?: string; readonly to?: string; readonly signed?: string } = {}) {
  const headers = { 'content-type': 'application/json', 'x-channel-timestamp': at, 'x-channel-signature': signatureOf(secret, at, Buffer.from(signed)) };
  return answerOf(await fetch(`${shops.host.url}/v1/channels/messages/${to}`, { method: 'POST', headers, body }));
}

describe('F-IN-10 a message', () => {
  test('TB-26: that is authentic is a tap on the shoulder: what it is about is fetched', async () => {
    const [no = ''] = await shop.place(1);
    expect((await send(about(no))).body).toEqual({ outcome: 'taken' });
    expect(await shop.events(no)).toEqual(['OrderImported', 'ReviewDecided', 'ShipBySet']);
    expect((await send(about('261111-999999999999999'))).body).toEqual({ outcome: 'later' });
    expect((await send(JSON.stringify({ type: 'pdd_goods_GoodsEdit', content: '{}' }))).body).toEqual({ outcome: 'ignored' });
  });
  test('stops the factory at once when it tells of a refund', async () => {
    const [no = ''] = await shop.place(1);
    await send(about(no));
    const { afterSaleNo } = await shop.platform('POST', '/after-sales', { orderNo: no, state: 'OPEN' });
    await send(JSON.stringify({ type: 'pdd_refund_RefundCreated', content: JSON.stringify({ tid: no, refund_id: afterSaleNo }) }));
    expect(activeHolds(await shop.order(no)).map(({ type }) => type)).toEqual(['AFTER_SALE']);
  });
  test('that comes again is answered, and has no effect', async () => {
    const [no = ''] = await shop.place(1);
    const at = nowSeconds();
    expect((await send(about(no), { at })).body).toEqual({ outcome: 'taken' });
    expect((await send(about(no), { at })).body).toEqual({ outcome: 'repeated' });
  });
  test.each([
    ['signed by a stranger', { secret: 'somebody else’s secret' }],
    ['of six minutes ago', { late: -360 }],
    ['of in six minutes', { late: 360 }],
    ['without a time', { late: NaN }],
    ['whose body is another than signed', { signed: '{}' }],
    ['to a shop nobody has', { to: '11111111-2222-5333-8444-555555555555' }],
    ['to what is no shop', { to: 'shop' }],
  ] as const)('%s is not let in, and leaves nothing', async (_, wrong) => {
    const [no = ''] = await shop.place(1);
    const { late, ...others } = { late: 0, ...wrong };
    const answer = await send(about(no), { ...others, at: nowSeconds(late) });
    expect([answer.status, answer.body.code]).toEqual([401, 'MESSAGE_NOT_AUTHENTIC']);
    expect(answer.text).not.toContain(no);
    expect(await shop.events(no)).toEqual([]);
  });
  test('that is authentic and no JSON is set aside; one that is too long is refused', async () => {
    expect((await send('{"type":')).body).toEqual({ outcome: 'set-aside' });
    expect((await send('{"type":"pdd_trade_TradeConfirmed","content":"{}"}')).body).toEqual({ outcome: 'set-aside' });
    expect((await shops.done('GET', `${shop.path}/quarantine`)).items.map(({ kind, reason }: { kind: string; reason: string }) => [kind, reason])).toEqual([['MESSAGE', 'JSON_INVALID'], ['MESSAGE', 'JSON_INVALID']]);
    expect((await send('x'.repeat(70_000))).status).toBe(413);
  });
  test('while the channel is away is found by the next reading', async () => {
    const [no = ''] = await shop.place(1);
    await shop.behave({ messages: false, failRate: 1 });
    expect((await send(about(no))).body).toEqual({ outcome: 'later' });
    await shop.behave({ messages: false });
    await shop.sync();
    expect(await shop.events(no)).toContain('OrderImported');
  });
});

test('the last moment of five minutes is good, the next is not', () => {
  const body = Buffer.from('{}');
  const signed = { timestamp: '1000', signature: signatureOf('s', '1000', body) };
  expect([300_000, 300_001, -300_000, -300_001].map((off) => isAuthentic('s', signed, body, { nowMs: 1_000_000 + off, ageMs: 300_000 }))).toEqual([true, false, true, false]);
});
