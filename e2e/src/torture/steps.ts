import { randomUUID } from 'node:crypto';
import { allDone, type BatchBody } from '../client/answers.js';
import type { Answer, Method } from '../client/http.js';
import type { HistoryEvent } from '../client/shapes.js';
import { tenants, type World } from '../client/world.js';
import { order } from '../stories/fresh.js';
import { CARRIER } from '../stories/moves.js';

/** One order on its way to its carrier, as its client remembers it; a crash of the system takes nothing of this. */
export type Job = {
  readonly order: ReturnType<typeof order>;
  /** The same key for each attempt at the same step: an order's steps have one effect each, however often they are sent. */
  readonly key: string;
  step: number;
  orderId: string | null;
  allocationId: string | null;
  waybillNo: string | null;
};

export const newJob = (): Job => ({ order: order(), key: randomUUID(), step: 0, orderId: null, allocationId: null, waybillNo: null });

export type StepName = 'take in' | 'allocate' | 'label' | 'print' | 'return' | 'ship';

/** The request of a step, and the event that is in the order's history exactly once when it is done. */
export type Step = {
  readonly name: StepName;
  readonly event: string;
  readonly who: 'merchant' | 'factory';
  readonly path: string;
  body(job: Job, address: string): object;
};

const METHOD: Method = 'POST';

export const steps: readonly Step[] = [
  { name: 'take in', event: 'OrderImported', who: 'merchant', path: '/v1/orders', body: (job) => ({ items: [job.order] }) },
  { name: 'allocate', event: 'AllocationCreated', who: 'merchant', path: '/v1/allocations', body: ({ orderId }) => ({ items: [{ orderId, factoryId: tenants.factory.tenantId }] }) },
  { name: 'label', event: 'LabelIssued', who: 'factory', path: '/v1/waybills', body: ({ allocationId }) => ({ items: [{ allocationIds: [allocationId], carrier: CARRIER }] }) },
  { name: 'print', event: 'PrintPermitConsumed', who: 'factory', path: '/v1/factory/print-jobs', body: ({ allocationId, key }) => ({ printJobId: `torture-${key}`, items: [{ allocationId }] }) },
  { name: 'return', event: 'WaybillReturned', who: 'factory', path: '/v1/factory/waybill-returns', body: ({ allocationId, waybillNo }) => ({ items: [{ allocationIds: [allocationId], carrier: CARRIER, waybillNo }] }) },
  { name: 'ship', event: 'ShipConfirmed', who: 'merchant', path: '/v1/shipments', body: ({ orderId }, address) => ({ items: [{ orderId }], returnAddressId: address }) },
];

/** What any of the steps answers, as far as the ledger keeps it. */
export type Acknowledged = { readonly orderId?: string; readonly revision?: number; readonly state?: string };

/** Sends a step. Without its key it is a second command: the client lost its patience, and the order's own rules have to hold. */
export function send({ connection, keys }: World, step: Step, job: Job, { address, withKey }: { readonly address: string; readonly withKey: boolean }): Promise<Answer<BatchBody<Acknowledged>>> {
  const key = `${job.key}-${step.event}`;
  return connection.ask(keys[step.who], METHOD, step.path, step.body(job, address), withKey ? { 'idempotency-key': key } : {});
}

/** The order's id as the intake gives it, whether or not the first answer arrived. */
export async function orderIdOf(world: World, job: Job): Promise<string> {
  const [taken] = allDone(await world.merchant.importOrders([job.order]));
  if (taken === undefined) throw new Error('the intake answered nothing');
  return taken.orderId;
}

/** What the next steps need is in the history: the allocation's id, the number. */
export function learn(job: Job, events: readonly HistoryEvent[]): void {
  job.allocationId ??= textIn(events, 'AllocationCreated', 'allocationId');
  job.waybillNo ??= textIn(events, 'LabelIssued', 'waybillNo');
}

function textIn(events: readonly HistoryEvent[], type: string, field: string): string | null {
  const value = events.find((event) => event.type === type)?.data[field];
  return typeof value === 'string' ? value : null;
}
