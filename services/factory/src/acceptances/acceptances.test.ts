import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { factoryService } from '../service.js';
import { TestOrders } from '../test-orders.js';

let host: TestHost;
let orders: TestOrders;
beforeAll(async () => {
  host = await testHost([factoryService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

const accept = (ids: readonly string[], tenant: TestTenant = 'factory'): Promise<Answer> => host.ask(tenant, 'POST', '/v1/factory/acceptances', { items: ids.map((allocationId) => ({ allocationId })) });
const verdicts = ({ body }: Answer): readonly string[] => body.results.map((item: { status: string; problem?: { code: string } }) => item.problem?.code ?? item.status);

test('F-SL-02: a factory accepts what is allocated to it, once, and the clock of that stage ends', async () => {
  const orderId = await orders.imported();
  const [allocationId = ''] = await orders.allocated(orderId);
  expect(verdicts(await accept([allocationId, allocationId]))).toEqual(['done', 'DUPLICATE_IN_BATCH']);
  const { state, revision } = await host.world.aggregates.orders.load(orderId);
  expect(state.times.parcels[0]?.takenUpAt).not.toBeNull();
  const again = await accept([allocationId]);
  expect(again.body.results[0].result.allocations).toEqual([{ allocationId, status: 'ALLOCATED' }]);
  expect((await host.world.aggregates.orders.load(orderId)).revision).toBe(revision);
});

test('F-SL-02: nobody accepts what is another factory’s, unknown, or taken back', async () => {
  const orderId = await orders.imported();
  const [allocationId = ''] = await orders.allocated(orderId);
  expect(verdicts(await accept([allocationId], 'otherFactory'))).toEqual(['ALLOCATION_NOT_FOUND']);
  expect(verdicts(await accept(['nonsense', `${orderId}.1.9`]))).toEqual(['ALLOCATION_NOT_FOUND', 'ALLOCATION_NOT_FOUND']);
  await orders.refund(orderId);
  expect(verdicts(await accept([allocationId]))).toEqual(['ALLOCATION_CANCELLED']);
  expect((await accept([allocationId], 'merchant')).status).toBe(403);
  expect((await accept(Array.from({ length: 101 }, (_, n) => `${orderId}.1.${n}`))).body.code).toBe('BATCH_TOO_LARGE');
  expect((await accept([])).body.code).toBe('VALIDATION_FAILED');
});
