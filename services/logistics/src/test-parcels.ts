import { accept, type Decision } from '@daifa/decider/decision';
import { openAfterSale } from '@daifa/order-domain/after-sales';
import { allocateLines } from '@daifa/order-domain/allocation';
import type { OrderEvent } from '@daifa/order-domain/events';
import { placeHold } from '@daifa/order-domain/holds';
import { asAfterSaleId, asFactoryId, asMerchantId, orderIdOf, type AllocationId, type LineId, type OrderId } from '@daifa/order-domain/ids';
import type { Label, Order } from '@daifa/order-domain/order';
import { changeReceiver } from '@daifa/order-domain/receiver';
import type { Refusal } from '@daifa/order-domain/refusals';
import { approved, binding, imported, shirt, socks } from '@daifa/order-domain/samples';
import { settle } from '@daifa/service-shell/answer';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { systemPorts } from '@daifa/ports/system';
import pg from 'pg';
import { v4 } from 'uuid';
import { logisticsService } from './service.js';
import type { SimulatorSettings } from './simulators/settings.js';

/** A person nobody is. */
export const person = { name: '欧阳彩蝶', phone: '13800001234', address: '三墩镇金渡北路9988号7幢2单元1103室', buyer: 'buyer-of-canaries-4711', province: '浙江省', city: '杭州市', district: '西湖区' } as const;
const elsewhere = { ...person, address: '五常大道1234号3幢', district: '余杭区' } as const;

const CONDITION_MS_MAX = 20_000;
const LOOK_MS = 20;

/** The logistics service on a real database, with orders made by the domain's own commands: the other services need not be there. */
export class TestParcels {
  #orders = 0;

  private constructor(readonly host: TestHost, readonly pool: pg.Pool) {}

  static async open(): Promise<TestParcels> {
    const host = await testHost([logisticsService]);
    return new TestParcels(host, new pg.Pool({ connectionString: host.world.databaseUrl, max: 2 }));
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.host.close();
  }

  async decide(orderId: OrderId, decide: (order: Order) => Decision<OrderEvent, Refusal>): Promise<Order> {
    const context = { commandId: v4(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: this.now() } as const;
    return settle(await this.host.world.aggregates.orders.transact(orderId, context, decide)).state;
  }

  now(): string {
    return this.host.world.ports.clock.now().toISOString();
  }

  get merchantId() {
    return asMerchantId(this.host.tenants.merchant.tenantId);
  }

  /** An order whose shirt and socks are allocated to a factory. */
  async allocated(tenant: TestTenant = 'factory'): Promise<{ readonly orderId: OrderId; readonly shirt: AllocationId; readonly socks: AllocationId }> {
    const { merchantId } = this;
    const key = { merchantId, channel: 'TAOBAO', shopId: 'shop-1', platformOrderNo: `21500001122${String(++this.#orders).padStart(8, '0')}` } as const;
    const orderId = orderIdOf(key);
    const receiver = await this.host.world.seals.seal(person, { tenantId: merchantId, orderId });
    await this.decide(orderId, () => accept([{ ...imported, ...key, receiver }, approved]));
    const factoryId = asFactoryId(this.host.tenants[tenant].tenantId);
    const order = await this.decide(orderId, (now) => allocateLines({ orderId, merchantId, factoryId, lines: [], binding, at: this.now() }, now));
    const idOf = (lineId: LineId): AllocationId => order.allocations.find((one) => one.lineId === lineId)?.allocationId ?? (() => { throw new Error(`${lineId} was not allocated`); })();
    return { orderId, shirt: idOf(shirt), socks: idOf(socks) };
  }

  /** Asks for a number for one parcel, as the factory. */
  async ask(allocationIds: readonly string[], options: { readonly carrier?: string; readonly tenant?: TestTenant; readonly key?: string } = {}): Promise<Answer['body']> {
    const { carrier = 'YTO', tenant = 'factory', key } = options;
    const { body } = await this.host.ask(tenant, 'POST', '/v1/waybills', { items: [{ allocationIds, carrier }] }, key === undefined ? {} : { 'Idempotency-Key': key });
    return body.results[0];
  }

  refund(orderId: OrderId): Promise<Order> {
    const { merchantId } = this;
    return this.decide(orderId, (now) => openAfterSale({ merchantId, afterSaleId: asAfterSaleId(v4()), afterSaleType: 'REFUND_ONLY', version: 1, lines: [], platformLines: [], at: this.now() }, now));
  }

  suspend(orderId: OrderId): Promise<Order> {
    return this.decide(orderId, (now) => placeHold({ merchantId: null, type: 'MERCHANT', effect: 'SUSPEND', lines: [], causeId: 'pause', placedBy: 'merchant', reason: '核对', at: this.now() }, now));
  }

  async move(orderId: OrderId): Promise<Order> {
    const { merchantId } = this;
    const receiver = await this.host.world.seals.seal(elsewhere, { tenantId: merchantId, orderId });
    return this.decide(orderId, (now) => changeReceiver({ merchantId, receiver, at: this.now() }, now));
  }

  /** How a carrier behaves from now on. */
  async behave(code: string, settings: Partial<SimulatorSettings> = {}): Promise<void> {
    const { status, text } = await this.host.ask('platform', 'PUT', `/v1/carriers/${code}/simulator`, settings);
    if (status !== 200) throw new Error(text);
  }

  /** Numbers the carrier sold for a label. */
  async sold(labelId: string): Promise<number> {
    const { rows } = await this.pool.query<{ sold: number }>('select sold from carrier_simulator.purchase where request_id = $1', [labelId]);
    return rows[0]?.sold ?? 0;
  }

  /** The order's only label. */
  async label(orderId: OrderId): Promise<Label> {
    const [label, ...others] = (await this.host.world.aggregates.orders.load(orderId)).state.labels;
    if (!label || others.length > 0) throw new Error('not one label');
    return label;
  }

  /** Waits until the order's only label is in one of these states, then for the lists. */
  async until(orderId: OrderId, ...states: readonly Label['state'][]): Promise<Label> {
    const label = await this.eventually(async () => {
      const found = await this.label(orderId);
      return states.includes(found.state) ? found : null;
    });
    await this.host.settled();
    return label;
  }

  /** Looks until there is an answer. */
  async eventually<Found>(look: () => Promise<Found | null>): Promise<Found> {
    for (let looks = 0; looks < CONDITION_MS_MAX / LOOK_MS; looks += 1) {
      const found = await look();
      if (found !== null) return found;
      await systemPorts.timers.sleep(LOOK_MS);
    }
    throw new Error('the condition was not met');
  }

  async events(orderId: OrderId): Promise<readonly string[]> {
    return (await this.host.world.store.read(`order-${orderId}`)).map(({ type }) => type);
  }
}
