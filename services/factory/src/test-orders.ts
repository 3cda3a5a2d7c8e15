import type { Decision } from '@daifa/decider/decision';
import { accept } from '@daifa/decider/decision';
import { openAfterSale } from '@daifa/order-domain/after-sales';
import { allocateLines } from '@daifa/order-domain/allocation';
import type { OrderEvent } from '@daifa/order-domain/events';
import { placeHold, releaseHold } from '@daifa/order-domain/holds';
import { allocationIdOf, asAfterSaleId, asFactoryId, asHoldId, asLineId, asMerchantId, orderIdOf, type AllocationId, type LineId, type OrderId } from '@daifa/order-domain/ids';
import { recordNumber, requestLabel } from '@daifa/order-domain/labels';
import { findLabel, type Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { approved, binding, imported, shirt, whole } from '@daifa/order-domain/samples';
import { settle } from '@daifa/service-shell/answer';
import type { TestHost, TestTenant } from '@daifa/service-shell/test-host';
import { v4 } from 'uuid';

/** A person nobody is, in every field that must not come out. */
export const person = { name: '欧阳彩蝶', phone: '13800001234', address: '三墩镇金渡北路9988号7幢2单元1103室', buyer: 'buyer-of-canaries-4711', province: '浙江省', city: '杭州市', district: '西湖区' } as const;

/** What a factory may never see of that person, in any form. */
export const canaries = [person.name, person.phone, '金渡北路9988号', '1103室', person.buyer];

let orders = 0;

/** Orders for tests of what factories see, made by the domain's own commands: the other services need not be there. */
export class TestOrders {
  constructor(private readonly host: TestHost) {}

  /** Any decision on an order, as its service would have taken it. */
  async decide(orderId: OrderId, decide: (order: Order) => Decision<OrderEvent, Refusal>): Promise<Order> {
    const context = { commandId: v4(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: this.now() } as const;
    return settle(await this.host.world.aggregates.orders.transact(orderId, context, decide)).state;
  }

  now(): string {
    return this.host.world.ports.clock.now().toISOString();
  }

  async imported(options: { readonly sellerNote?: string } = {}): Promise<OrderId> {
    const merchantId = asMerchantId(this.host.tenants.merchant.tenantId);
    const key = { merchantId, channel: 'TAOBAO', shopId: 'shop-1', platformOrderNo: `21500001122${String(++orders).padStart(8, '0')}` } as const;
    const orderId = orderIdOf(key);
    const receiver = await this.host.world.seals.seal(person, { tenantId: merchantId, orderId });
    await this.decide(orderId, () => accept([{ ...imported, ...key, receiver, sellerNote: options.sellerNote ?? '' }, approved]));
    return orderId;
  }

  /** Allocates to a factory; by default both lines to the first. */
  async allocated(orderId: OrderId, lineIds: readonly LineId[] = [shirt], tenant: TestTenant = 'factory'): Promise<readonly AllocationId[]> {
    const factoryId = asFactoryId(this.host.tenants[tenant].tenantId);
    const merchantId = asMerchantId(this.host.tenants.merchant.tenantId);
    const order = await this.decide(orderId, (now) => {
      const lines = lineIds.map((lineId) => ({ lineId, quantity: now.lines.find((line) => line.lineId === lineId)?.quantity ?? 0 }));
      return allocateLines({ orderId, merchantId, factoryId, lines, binding, at: this.now() }, now);
    });
    return order.allocations.slice(-lineIds.length).map(({ allocationId }) => allocationId);
  }

  /** Asks for a number for allocations in one parcel and has the carrier give it. @returns the waybill number */
  async labelled(orderId: OrderId, allocationIds: readonly AllocationId[], tenant: TestTenant = 'factory'): Promise<string> {
    const factoryId = asFactoryId(this.host.tenants[tenant].tenantId);
    const order = await this.decide(orderId, (now) => requestLabel({ orderId, factoryId, allocationIds, carrier: 'YTO', at: this.now() }, now));
    const labelId = order.labels.at(-1)?.labelId;
    if (!labelId) throw new Error('no label was asked for');
    const waybillNo = `YT8800${String(++orders).padStart(9, '0')}`;
    const told = { labelId, waybillNo, sortCode: '330-106-08', packageCenter: '杭州转运中心', markDestination: '浙江 杭州 西湖区', at: this.now() };
    return findLabel(await this.decide(orderId, (now) => recordNumber(told, now)), labelId)?.waybillNo ?? '';
  }

  /** An order whose shirt is allocated and labelled. */
  async ready(options: { readonly sellerNote?: string } = {}): Promise<{ readonly orderId: OrderId; readonly allocationId: AllocationId; readonly waybillNo: string }> {
    const orderId = await this.imported(options);
    const [allocationId = allocationIdOf(orderId, shirt, 1)] = await this.allocated(orderId);
    return { orderId, allocationId, waybillNo: await this.labelled(orderId, [allocationId]) };
  }

  /** A number that an order of another merchant uses. @returns that merchant's id */
  async foreign(waybillNo: string): Promise<string> {
    const merchantId = asMerchantId(this.host.tenants.otherMerchant.tenantId);
    const orderId = orderIdOf({ merchantId, channel: 'TAOBAO', shopId: 'shop-2', platformOrderNo: waybillNo });
    const receiver = await this.host.world.seals.seal(person, { tenantId: merchantId, orderId });
    await this.decide(orderId, () => accept([{ ...imported, merchantId, shopId: 'shop-2', platformOrderNo: waybillNo, receiver }, approved]));
    const { allocations } = await this.decide(orderId, (now) => allocateLines({ orderId, merchantId, factoryId: asFactoryId(this.host.tenants.factory.tenantId), lines: [], binding, at: this.now() }, now));
    const allocationIds = allocations.map(({ allocationId }) => allocationId);
    const { body } = await this.host.ask('factory', 'POST', '/v1/factory/waybill-returns', { items: [{ allocationIds, carrier: 'SF', waybillNo }] });
    if (body.results[0].status !== 'done') throw new Error(JSON.stringify(body.results[0]));
    return merchantId;
  }

  /** A refund of the whole order, as the after-sales service opens it. */
  refund(orderId: OrderId, lineIds: readonly LineId[] = []): Promise<Order> {
    const merchantId = asMerchantId(this.host.tenants.merchant.tenantId);
    return this.decide(orderId, (now) => openAfterSale({ merchantId, afterSaleId: asAfterSaleId(v4()), afterSaleType: 'REFUND_ONLY', version: 1, lines: lineIds.map(whole), platformLines: [], at: this.now() }, now));
  }

  suspend(orderId: OrderId, lineIds: readonly string[] = []): Promise<Order> {
    return this.decide(orderId, (now) => placeHold({ merchantId: null, type: 'MERCHANT', effect: 'SUSPEND', lines: lineIds.map((lineId) => whole(asLineId(lineId))), causeId: 'pause', placedBy: 'merchant', reason: '核对地址', at: this.now() }, now));
  }

  release(orderId: OrderId): Promise<Order> {
    return this.decide(orderId, (now) => releaseHold({ merchantId: null, holdId: asHoldId('MERCHANT:pause:1'), releasedBy: 'merchant', reason: '', at: this.now() }, now));
  }
}
