import { describe, expect, test } from '@jest/globals';
import { manualPorts } from '@daifa/ports/manual';
import { systemPorts } from '@daifa/ports/system';
import fc from 'fast-check';
import { findCanaries } from './canary.js';
import { SubjectErased } from './keyring.js';
import { memoryKeyring } from './memory-keyring.js';
import { ReceiverSeals, type PlainReceiver } from './receiver.js';
import { SealBroken } from './seal.js';

const keyring = memoryKeyring(systemPorts);
const seals = new ReceiverSeals({ keyring, ports: manualPorts() });
const receiver: PlainReceiver = { name: '欧阳样本', phone: '13800001234', address: '淘宝城911号1单元2202室', buyer: 'buyer-of-shirts', province: '浙江省', city: '杭州市', district: '西湖区', town: '三墩镇' };
const nextOrder = (): { readonly tenantId: string; readonly orderId: string } => ({ tenantId: 'tenant-1', orderId: systemPorts.ids.uuid() });

describe('a sealed receiver', () => {
  test('F-SP-02 F-SP-05: shows masks and region, and nothing of the person in any form', async () => {
    const of = nextOrder();
    const sealed = await seals.seal(receiver, of);
    expect(sealed).toEqual({
      subjectKeyId: of.orderId,
      sealed: { name: expect.any(String), phone: expect.any(String), address: expect.any(String), buyer: expect.any(String) },
      mask: { name: '欧***', phone: '138****1234', address: '浙江省杭州市西湖区三墩镇****' },
      region: { code: '330106', province: '浙江省', city: '杭州市', district: '西湖区' },
      receiverKey: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(findCanaries(Buffer.from(JSON.stringify(sealed)), ['欧阳样本', '13800001234', '淘宝城911号', '2202室', 'buyer-of-shirts'])).toEqual([]);
  });

  test('opens to what was sealed', async () => {
    const of = nextOrder();
    expect(await seals.open(await seals.seal(receiver, of), of)).toEqual(receiver);
  });

  test('opens to what was sealed, whatever was in its fields', async () => {
    const field = fc.option(fc.string({ unit: 'grapheme' }), { nil: null });
    await fc.assert(fc.asyncProperty(field, field, field, field, async (name, phone, address, buyer) => {
      const of = nextOrder();
      const opened = await seals.open(await seals.seal({ ...receiver, name, phone, address, buyer, town: '' }, of), of);
      expect(opened).toMatchObject({ name, phone, buyer });
      expect((opened.town ?? '') + (opened.address ?? '')).toBe(address?.trim() ?? '');
    }));
  });

  test('keeps what somebody typed into the fields of the region, sealed', async () => {
    const of = nextOrder();
    const sealed = await seals.seal({ ...receiver, district: '西湖区欧阳样本13800001234', town: '古荡' }, of);
    expect(JSON.stringify(sealed)).not.toMatch(/欧阳样本|13800001234/);
    expect(sealed.region).toEqual({ code: '', province: '浙江省', city: '杭州市', district: '' });
    expect((await seals.open(sealed, of)).address).toBe('西湖区欧阳样本13800001234 古荡 淘宝城911号1单元2202室');
  });

  test('keeps no number in clear that might be somebody\'s own', async () => {
    expect((await seals.seal({ ...receiver, phone: '13800001234-123' }, nextOrder())).mask.phone).toBe('138****1234-***');
  });

  test('keeps nothing for what is missing', async () => {
    const of = nextOrder();
    const sealed = await seals.seal({ ...receiver, name: null, phone: null, address: null, buyer: null, town: '' }, of);
    expect(sealed).toMatchObject({ sealed: { name: null, phone: null, address: null, buyer: null }, mask: { name: '', phone: '', address: '' }, receiverKey: '' });
    expect(await seals.open(sealed, of)).toEqual({ name: null, phone: null, address: null, buyer: null, province: '浙江省', city: '杭州市', district: '西湖区' });
  });

  test('F-SP-05: opens neither for another order nor for another tenant', async () => {
    const of = nextOrder();
    const sealed = await seals.seal(receiver, of);
    await expect(seals.open(sealed, { ...of, tenantId: 'tenant-2' })).rejects.toThrow(SealBroken);
    await expect(seals.open(sealed, { ...of, orderId: 'another' })).rejects.toThrow(SealBroken);
    await expect(seals.open({ ...sealed, sealed: { ...sealed.sealed, name: sealed.sealed.phone } }, of)).rejects.toThrow(SealBroken);
  });
});

describe('an erased receiver', () => {
  test('never opens again, and the order takes no new one', async () => {
    const of = nextOrder();
    const sealed = await seals.seal(receiver, of);
    await seals.erase(of.orderId);
    await expect(seals.open(sealed, of)).rejects.toThrow(SubjectErased);
    await expect(seals.seal(receiver, of)).rejects.toEqual(new SubjectErased([of.orderId]));
  });

  test('is named on a page, and does not stop the others from being opened', async () => {
    const [a, b] = [nextOrder(), nextOrder()];
    const page = await seals.sealMany([{ ...a, plain: receiver }, { ...b, plain: { ...receiver, name: '李样' } }]);
    expect(page.map(({ subjectKeyId }) => subjectKeyId)).toEqual([a.orderId, b.orderId]);
    await seals.erase(a.orderId);
    await expect(seals.sealMany([{ ...a, plain: receiver }, { ...b, plain: receiver }])).rejects.toEqual(new SubjectErased([a.orderId]));
    const opened = await seals.openMany(page.flatMap((sealed, n) => [a, b].slice(n, n + 1).map((of) => ({ ...of, sealed }))));
    await seals.erase(b.orderId);
    await expect(seals.sealMany([{ ...a, plain: receiver }, { ...b, plain: receiver }])).rejects.toEqual(new SubjectErased([a.orderId, b.orderId]));
    expect(opened.map((one) => (one.kind === 'open' ? one.receiver.name : one.kind))).toEqual(['erased', '李样']);
  });
});

describe('the receiver key', () => {
  const key = (change: Partial<PlainReceiver>, tenantId = 'tenant-1'): string => seals.receiverKey({ ...receiver, ...change }, tenantId);

  test('is the same for one parcel, however it is spelt', () => {
    const same = [
      { phone: '+86 138-0000-1234' }, { phone: '１３８００００１２３４' }, { name: ' 欧阳 样本 ' }, { address: '三墩镇 淘宝城 911号，1单元2202室', town: '' },
      { address: '三墩镇淘宝城911号1单元2202室' }, { address: '淘宝城９１１号1单元-2202室' }, { province: '浙江', city: '杭州', district: '西湖' }, { buyer: null },
    ];
    expect(new Set([key({}), ...same.map((change) => key(change))]).size).toBe(1);
  });

  test('is another for another name, number, address or tenant', () => {
    const different = [key({}), key({ name: '欧阳样品' }), key({ phone: '13800001235' }), key({ address: '淘宝城911号1单元2203室' }), key({ district: '余杭区' }), key({}, 'tenant-2')];
    expect(new Set(different).size).toBe(different.length);
  });

  test('is empty when name, phone or address is missing', () => {
    for (const change of [{ name: null }, { phone: ' ' }, { address: null }]) expect(key(change)).toBe('');
  });

  test('stays the same over time, and a content key is never a receiver key', async () => {
    expect((await seals.seal(receiver, nextOrder())).receiverKey).toBe(key({}));
    expect(seals.contentKey('tenant-1', '内容')).toBe(seals.contentKey('tenant-1', '内容'));
    expect(new Set([seals.contentKey('tenant-1', '内容'), seals.contentKey('tenant-2', '内容'), seals.contentKey('tenant-1', '内容2')]).size).toBe(3);
  });
});

describe('any other text', () => {
  const of = { tenantId: 'tenant-1', subjectId: systemPorts.ids.uuid(), field: 'token' };
  test('opens where it was sealed, and nowhere else', async () => {
    const sealed = await seals.sealText('sim-token-1', of);
    expect(sealed).not.toContain('sim-token');
    expect(await seals.openText(sealed, of)).toBe('sim-token-1');
    await expect(seals.openText(sealed, { ...of, field: 'secret' })).rejects.toThrow(SealBroken);
    await expect(seals.openText(sealed, { ...of, tenantId: 'tenant-2' })).rejects.toThrow(SealBroken);
  });
  test('is unreadable for ever once its subject is erased', async () => {
    const erased = { ...of, subjectId: systemPorts.ids.uuid() };
    const sealed = await seals.sealText('raw', erased);
    await seals.erase(erased.subjectId);
    await expect(seals.openText(sealed, erased)).rejects.toThrow(SubjectErased);
    await expect(seals.sealText('raw', erased)).rejects.toThrow(SubjectErased);
  });
});
