import { createHash } from 'node:crypto';
import { asAllocationId, asFactoryId, type OrderId } from '@daifa/order-domain/ids';
import { priceListIdOf, type PriceEvent } from '@daifa/order-domain/price-list';
import type { imported } from '@daifa/order-domain/samples';
import { systemPorts } from '@daifa/ports/system';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { parse } from 'csv-parse/sync';
import { allocationService } from '../service.js';
import { TestShops } from '../test-shops.js';

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** A merchant, its factory, prices and returned parcels, under a clock that the test sets. */
export class TestStatements {
  /** The wall clock in Shanghai, as ISO 8601. */
  now = '2026-11-22T09:00:00.000+08:00';
  /** Where each look at the clock is to see another time. */
  clock: () => string = () => this.now;
  host: TestHost;
  shops: TestShops;
  factoryId = '';

  static async open(): Promise<TestStatements> {
    const opened = new TestStatements();
    opened.host = await testHost([allocationService], { ports: { ...systemPorts, clock: { now: () => new Date(opened.clock()), monotonicMs: () => systemPorts.clock.monotonicMs() } } });
    opened.shops = new TestShops(opened.host);
    opened.factoryId = await opened.shops.bound('factory');
    return opened;
  }

  /** Told to the stream directly, for prices are another service's. `priceFen` null: withdrawn. */
  async price(sku: string, priceFen: number | null, effectiveFrom = '2026-01-01T00:00:00.000Z'): Promise<void> {
    const [item, factoryId] = [sku === '' ? 'FREIGHT' : 'GOODS', asFactoryId(this.factoryId)] as const;
    const about = { factoryId, item, sku, effectiveFrom, at: new Date(this.now).toISOString() };
    const event: PriceEvent = priceFen === null ? { type: 'SettlementPriceWithdrawn', ...about } : { type: 'SettlementPriceSet', ...about, priceFen };
    await this.host.world.aggregates.prices.transact(priceListIdOf(factoryId, item, sku), this.shops.context(), () => ({ kind: 'accepted', events: [event] }));
  }

  /** An order of two lines, allocated now and returned at an instant, in one parcel. */
  async returned(at: string, changes: Partial<typeof imported> = {}): Promise<{ readonly orderId: OrderId; readonly allocationIds: readonly string[] }> {
    const orderId = await this.shops.order(changes);
    const allocationIds = await this.shops.allocated(orderId, this.factoryId);
    await this.return(orderId, allocationIds, at);
    return { orderId, allocationIds };
  }

  async return(orderId: OrderId, allocationIds: readonly string[], at: string, waybillNo = '77880000000000017'): Promise<void> {
    await this.shops.tell(orderId, { type: 'WaybillReturned', allocationIds: allocationIds.map(asAllocationId), factoryId: asFactoryId(this.factoryId), carrier: 'STO', waybillNo, labelId: null, origin: 'TYPED', at: new Date(at).toISOString() });
  }

  ask(body: object = {}, tenant: TestTenant = 'merchant', headers = {}): Promise<Answer> {
    return this.host.ask(tenant, 'POST', '/v1/statements', { factoryId: this.factoryId, from: '2026-11-01', to: '2026-11-22', ...body }, headers);
  }

  one(statementId: string, tenant: TestTenant = 'merchant'): Promise<Answer> {
    return this.host.ask(tenant, 'GET', `/v1/statements/${statementId}`);
  }

  /** Asks, and waits until it is made or has failed; each on a day of its own, so that no quota is in the way. */
  async made(body: object = {}): Promise<Answer['body']> {
    this.now = new Date(Date.parse(this.now) + 86_400_000).toISOString();
    const { body: asked, text } = await this.ask(body);
    if (asked.statementId === undefined) throw new Error(text);
    return this.ended(asked.statementId);
  }

  async ended(statementId: string): Promise<Answer['body']> {
    for (;;) {
      const { body } = await this.one(statementId);
      if (body.state === 'READY' || body.state === 'FAILED') return body;
      await systemPorts.timers.sleep(5);
    }
  }

  /** The file's bytes; rejects when the connection breaks off. */
  async file(statementId: string, format: 'csv' | 'xlsx', tenant: TestTenant = 'merchant'): Promise<Buffer> {
    const response = await fetch(`${this.host.url}/v1/statements/${statementId}/file?format=${format}`, { headers: { authorization: `Bearer ${this.host.tenants[tenant].key}` } });
    return Buffer.from(await response.arrayBuffer());
  }

  /** The CSV's rows below its titles, by title. */
  async rows(statementId: string): Promise<readonly Readonly<Record<string, string>>[]> {
    return linesOf(await this.file(statementId, 'csv'));
  }
}

const HEAD_ROWS = 12;

export function linesOf(csv: Buffer): readonly Readonly<Record<string, string>>[] {
  return parse(csv, { bom: true, columns: true, from_line: HEAD_ROWS + 1, relax_column_count: true });
}

export function headOf(csv: Buffer): Readonly<Record<string, string>> {
  const rows: readonly (readonly string[])[] = parse(csv, { bom: true, to_line: HEAD_ROWS, relax_column_count: true });
  return Object.fromEntries(rows.map(([name = '', value = '']) => [name, value]));
}
