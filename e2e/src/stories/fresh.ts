import { randomInt } from 'node:crypto';
import type { ActiveBinding } from '@daifa/order-domain/allocation';
import { asBindingId } from '@daifa/order-domain/ids';
import { allDone, done } from '../client/answers.js';
import type { NewOrder, NewReceiver, ShopName } from '../client/shapes.js';
import { tenants, type World } from '../client/world.js';

/** Believable values, new on every call. Nobody in them exists. */

export const SHOP = 'shop-demo';

const SURNAMES = ['林', '周', '许', '沈', '顾', '陆', '秦', '叶'];
const GIVEN = ['测试', '样例', '示范', '演示'];
const GOODS = [
  { title: '纯棉短袖T恤', spec: '白色 L', outSkuSn: 'TS-W-L', unitPriceFen: 5900 },
  { title: '中筒袜三双装', spec: '黑色 均码', outSkuSn: 'SK-B', unitPriceFen: 2700 },
  { title: '亚麻收纳篮', spec: '米白 中号', outSkuSn: 'BK-M', unitPriceFen: 3900 },
] as const;

const pick = <Value>(values: readonly [Value, ...Value[]] | readonly Value[]): Value => {
  const value = values[randomInt(values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
};
const digits = (count: number): string => String(randomInt(10 ** count)).padStart(count, '0');

export const platformOrderNo = (): string => `2150${digits(12)}${digits(3)}`;

export function receiver(): NewReceiver {
  const [province, city, district] = pick([['浙江省', '杭州市', '西湖区'], ['江苏省', '苏州市', '吴中区'], ['广东省', '广州市', '天河区']] as const);
  return { name: `${pick(SURNAMES)}${pick(GIVEN)}`, phone: `13${randomInt(10)}0000${digits(4)}`, address: `样例路${randomInt(1, 999)}号${randomInt(1, 30)}幢${randomInt(101, 999)}室`, province, city, district };
}

export function order(changes: Partial<NewOrder> = {}): NewOrder {
  const line = { ...pick(GOODS), quantity: randomInt(1, 4) };
  const paidFen = line.quantity * line.unitPriceFen;
  return { shopId: SHOP, platformOrderNo: platformOrderNo(), payableFen: paidFen, paidFen, receiver: receiver(), lines: [line], approve: 'RULE', ...changes };
}

/** A number as a carrier's simulator would give it: no real parcel has one. */
export const typedWaybillNo = (): string => `SF8800${digits(9)}`;

const SENDER = { name: tenants.merchant.name, phone: '13900000000', address: '浙江省义乌市北苑街道春风大道1号' };

/** The merchant works with both factories from here on; again is harmless. */
export async function bound({ merchant, factory, factory2 }: World): Promise<void> {
  for (const [party, { tenantId, factoryShopId }] of [[factory, tenants.factory], [factory2, tenants.factory2]] as const) {
    const known = done(await merchant.bindings('?limit=100')).items.filter(({ factoryId, state }) => factoryId === tenantId && (state === 'ACTIVE' || state === 'PENDING'));
    if (known.some(({ state }) => state === 'ACTIVE')) continue;
    const binding = known[0] ?? done(await merchant.bind({ factoryShopId, merchantAlias: tenants.merchant.name, sender: SENDER }));
    done(await party.acceptBinding(binding.bindingId));
  }
}

/** A shop of the merchant's on the simulated Pinduoduo, authorised anew; again it is the same. */
export async function channelShop({ merchant, platform }: World): Promise<{ readonly shop: ShopName; readonly shopKey: string }> {
  const shop = { channel: 'PDD', shopId: 'mall-demo' } as const;
  const { shopKey } = done(await merchant.registerShop({ ...shop, name: tenants.merchant.name }));
  done(await merchant.authoriseShop(shopKey, done(await platform.channelToken(shop)).token));
  return { shop, shopKey };
}

/** What an allocation to this factory relies on, as `bound` has agreed it. */
export async function bindingOf({ merchant }: World, { tenantId }: { readonly tenantId: string }): Promise<ActiveBinding> {
  const binding = done(await merchant.bindings('?state=ACTIVE&limit=100')).items.find(({ factoryId }) => factoryId === tenantId);
  if (!binding) throw new Error(`no active binding with ${tenantId}`);
  return { bindingId: asBindingId(binding.bindingId), serviceType: 'PRINT_ONLY', merchantAlias: tenants.merchant.name, sender: SENDER, fenced: true };
}

/** The address returns go to: the merchant's first, or a new one. */
export async function returnAddress({ merchant }: World): Promise<string> {
  const [known] = done(await merchant.addresses()).items;
  return (known ?? done(await merchant.addAddress({ name: '晨光小店售后', phone: '13900000000', province: '浙江省', city: '金华市', district: '义乌市', detail: '北苑街道春风大道1号' }))).addressId;
}

/** Takes orders in, a hundred a request. @returns their ids in the same order */
export async function taken({ merchant }: World, orders: readonly NewOrder[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let from = 0; from < orders.length; from += BATCH) ids.push(...allDone(await merchant.importOrders(orders.slice(from, from + BATCH))).map(({ orderId }) => orderId));
  return ids;
}

/** Allocates whole orders, a hundred a request. @returns each order's first allocation */
export async function allocated({ merchant }: World, orderIds: readonly string[], factoryId: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let from = 0; from < orderIds.length; from += BATCH) {
    const answer = await merchant.allocate(orderIds.slice(from, from + BATCH).map((orderId) => ({ orderId, factoryId })));
    ids.push(...allDone(answer).map(({ allocations }) => allocations[0]?.allocationId ?? ''));
  }
  return ids;
}

export const BATCH = 100;
