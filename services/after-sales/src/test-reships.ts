import type { Decision } from '@daifa/decider/decision';
import { allocateLines } from '@daifa/order-domain/allocation';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asOrderId, type OrderId } from '@daifa/order-domain/ids';
import { observeOrder } from '@daifa/order-domain/intake';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { unruled } from '@daifa/order-domain/sample-commands';
import { binding, facts, factory, lines } from '@daifa/order-domain/samples';
import { shipOrder } from '@daifa/order-domain/shipping';
import { returnWaybill } from '@daifa/order-domain/waybill-return';
import { settle } from '@daifa/service-shell/answer';
import type { TestHost } from '@daifa/service-shell/test-host';
import type { TestCases } from './test-cases.js';

export const at = '2026-11-11T02:00:00.000Z';
export const plain = { name: '林测试', phone: '13800000001', address: '三墩镇样例路1号2幢301室', buyer: null, province: '浙江省', city: '杭州市', district: '西湖区' };

/** Orders that were shipped, with what the other services do told as events. */
export class TestReships {
  #numbers = 0;

  constructor(private readonly host: TestHost, private readonly cases: TestCases) {}

  async tell(orderId: OrderId, decide: (order: Order) => Decision<OrderEvent, Refusal>) {
    return settle(await this.host.world.aggregates.orders.transact<Refusal>(orderId, this.cases.context(), decide));
  }

  async load(orderId: string): Promise<Order> {
    return (await this.host.world.aggregates.orders.load(orderId)).state;
  }

  async allocated(orderId: OrderId): Promise<readonly string[]> {
    const { merchantId } = this.cases;
    const { events } = await this.tell(orderId, (order) => allocateLines({ orderId, merchantId, factoryId: factory, lines: [], binding, at }, order));
    return events.flatMap((event) => (event.type === 'AllocationCreated' ? [event.allocationId] : []));
  }

  /** Allocates, returns and ships everything of an order. @returns its number */
  async sent(orderId: OrderId, connected = false): Promise<string> {
    const { merchantId } = this.cases;
    await this.allocated(orderId);
    const allocationIds = (await this.load(orderId)).allocations.filter(({ state }) => state.kind === 'open').map(({ allocationId }) => allocationId);
    const waybillNo = `YT88000${String(++this.#numbers).padStart(8, '0')}`;
    await this.tell(orderId, (order) => returnWaybill({ factoryId: factory, allocationIds, carrier: 'YTO', waybillNo, extraWaybillNos: [], at }, order));
    const returnAddress = { id: 'a', snapshot: { name: '', phone: '', address: '' } };
    await this.tell(orderId, (order) => shipOrder({ merchantId, allocationIds: [], shipMethod: 'SELF_ARRANGED', returnAddress, channel: connected ? { kind: 'checked', at, blocks: false } : { kind: 'unconnected' }, at }, order));
    return waybillNo;
  }

  /** A shipped order of two shirts and three socks, for a receiver whose seal is real. */
  async shipped(): Promise<OrderId> {
    const { merchantId } = this.cases;
    const orderId = asOrderId(this.host.world.ports.ids.uuid());
    const receiver = await this.host.world.seals.seal(plain, { tenantId: merchantId, orderId });
    const key = { channel: 'PDD', shopId: 'mall-1', platformOrderNo: `2611-${++this.#numbers}` } as const;
    await this.tell(orderId, (order) => observeOrder({ ...key, merchantId, placedAt: at, facts, receiver, lines, inReview: false, hasAfterSale: false, approve: 'RULE', ...unruled, at }, order));
    await this.sent(orderId);
    return orderId;
  }
}
