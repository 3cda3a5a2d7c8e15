import type { Answer, TestHost, TestTenant } from '@daifa/service-shell/test-host';

/** Orders as the interface takes them, for tests. Nobody in them exists. */
export const receiver = { name: '林测试', phone: '13800000001', address: '三墩镇样例路1号2幢301室', province: '浙江省', city: '杭州市', district: '西湖区', buyer: 'buyer-canary-1' };
export const shirt = { platformLineNo: 'p-1', title: '纯棉短袖T恤', spec: '白色 L', outSkuSn: 'TS-W-L', productSn: 'TS', quantity: 2, unitPriceFen: 5_900 };
export const socks = { platformLineNo: 'p-2', title: '中筒袜', quantity: 3, unitPriceFen: 900 };

export type OrderBody = Readonly<Record<string, unknown>> & { readonly platformOrderNo: string };

export function orderBody(platformOrderNo: string, changes: object = {}): OrderBody {
  return { shopId: 'shop-1', platformOrderNo, updatedAt: '2026-11-11T01:00:00.000Z', payableFen: 14_500, paidFen: 14_500, receiver, lines: [shirt, socks], ...changes };
}

export class TestOrders {
  constructor(private readonly host: TestHost) {}

  take(items: readonly object[], tenant: TestTenant = 'merchant', headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.host.ask(tenant, 'POST', '/v1/orders', { items }, headers);
  }

  /** The id of a new order of the merchant's, paid and approved unless changed. */
  async taken(platformOrderNo: string, changes: object = {}): Promise<string> {
    const { body } = await this.take([orderBody(platformOrderNo, changes)]);
    return body.results[0].result.orderId;
  }

  /** Types of its events. */
  async history(orderId: string): Promise<readonly string[]> {
    const { body } = await this.host.ask('merchant', 'GET', `/v1/orders/${orderId}/history`);
    return body.events.map(({ type }: { type: string }) => type);
  }

  async revision(orderId: string): Promise<number> {
    return (await this.host.world.aggregates.orders.load(orderId)).revision;
  }
}
