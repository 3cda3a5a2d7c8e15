import type { Answer } from '@daifa/service-shell/test-host';
import { TestParcels } from '../test-parcels.js';

let parcels: TestParcels;

beforeAll(async () => {
  parcels = await TestParcels.open();
});

afterAll(() => parcels.close());

const address = { name: '晨光小店', phone: '13900000000', province: '浙江省', city: '金华市', district: '义乌市', detail: '北苑街道春风大道1号' };
const create = (tenant: 'merchant' | 'otherMerchant', detail: string, headers = {}): Promise<Answer> => parcels.host.ask(tenant, 'POST', '/v1/sender-addresses', { ...address, detail }, headers);
const listed = async (tenant: 'merchant' | 'otherMerchant'): Promise<readonly { readonly addressId: string }[]> => (await parcels.host.ask(tenant, 'GET', '/v1/sender-addresses')).body.items;

/** A storm on one book may send a caller away with "ask again": then they do. */
async function createInStorm(n: number): Promise<Answer> {
  for (;;) {
    const answer = await create('merchant', `秋月路${n}号`, { 'Idempotency-Key': `storm-${n}` });
    if (answer.body.code !== 'REVISION_CONFLICT') return answer;
  }
}

test('F-EW-03 EWB-12: of twenty who add at once to a book of ninety-five, five succeed', async () => {
  for (let n = 1; n <= 95; n += 1) expect((await create('merchant', `春风大道${n}号`)).status).toBe(201);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => createInStorm(n)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'ADDRESS_LIMIT' });
  }
  expect(await listed('merchant')).toHaveLength(100);
});

test('F-SP-07: a book is its merchant\'s alone', async () => {
  const { body } = await create('otherMerchant', '学院路1号');
  expect(await listed('otherMerchant')).toEqual([body]);
  expect((await parcels.host.ask('merchant', 'DELETE', `/v1/sender-addresses/${body.addressId}`)).status).toBe((await parcels.host.ask('merchant', 'DELETE', '/v1/sender-addresses/nothing')).status);
  expect(await listed('otherMerchant')).toHaveLength(1);
  expect((await parcels.host.ask('factory', 'GET', '/v1/sender-addresses')).status).toBe(403);
});

test('the same key adds once, and a deleted address is gone', async () => {
  const key = { 'Idempotency-Key': 'address-1' };
  const first = await create('otherMerchant', '学院路2号', key);
  expect((await create('otherMerchant', '学院路2号', key)).body).toEqual(first.body);
  const { addressId } = first.body;
  expect((await listed('otherMerchant')).filter((one) => one.addressId === addressId)).toHaveLength(1);
  expect((await parcels.host.ask('otherMerchant', 'DELETE', `/v1/sender-addresses/${addressId}`)).status).toBe(204);
  expect((await listed('otherMerchant')).filter((one) => one.addressId === addressId)).toHaveLength(0);
});

test('what is no address is refused with the places that are wrong', async () => {
  const { status, body } = await parcels.host.ask('merchant', 'POST', '/v1/sender-addresses', { ...address, phone: 'none', detail: '' });
  expect(status).toBe(400);
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(expect.arrayContaining(['/phone', '/detail']));
});
