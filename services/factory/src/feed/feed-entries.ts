import { wasPrinted } from '@daifa/order-domain/guards';
import type { OrderEventType } from '@daifa/order-domain/events';
import type { AllocationId } from '@daifa/order-domain/ids';
import { findLabel, type Order } from '@daifa/order-domain/order';
import type { Step } from '@daifa/order-store/folds';
import type { WorkChange } from '../work-list/work-changes.js';

/** The words a factory's program switches on. For ever; more may come. */
export const FEED_TYPES = [
  'allocation.created', 'allocation.changed', 'allocation.held', 'allocation.released', 'allocation.cancelled', 'label.issued', 'label.voided',
  'permit.revoked', 'waybill.returned', 'waybill.return-revoked', 'task.opened',
] as const;
export type FeedType = (typeof FEED_TYPES)[number];

/** `changes` are the fields of the work item that are different now: laid over one another they are the work list. */
export type FeedPayload = { readonly changes: object; readonly [detail: string]: unknown };

export type FeedEntry = {
  readonly factoryId: string;
  readonly type: FeedType;
  readonly allocationId: string;
  readonly orderMaskSn: string;
  readonly revision: number;
  readonly position: number;
  readonly at: string;
  readonly payload: FeedPayload;
};

/** What an event is called for those whose view it changed. */
const TYPES: Readonly<Partial<Record<OrderEventType, FeedType>>> = {
  AllocationCreated: 'allocation.created', AllocationCancelled: 'allocation.cancelled', HoldPlaced: 'allocation.held', HoldReleased: 'allocation.released',
  LabelIssued: 'label.issued', LabelVoidRequested: 'label.voided', PrintPermitRevoked: 'permit.revoked', FactoryTaskOpened: 'task.opened',
  WaybillReturned: 'waybill.returned', WaybillReturnRevoked: 'waybill.return-revoked',
};

/** What an event says to factories: one entry for each allocation whose view it changed or that it names. */
export function feedEntries(step: Step, changes: readonly WorkChange[]): readonly FeedEntry[] {
  const { event, after, record, meta, orderId } = step;
  const told = namedBy(step);
  if (changes.length === 0 && told.allocationIds.length === 0) return [];
  const byId = new Map(changes.map((change) => [change.allocation.allocationId, change.changes]));
  const concerned = after.allocations.filter(({ allocationId }) => byId.has(allocationId) || told.allocationIds.includes(allocationId));
  return concerned.map(({ allocationId, factoryId }) => ({
    factoryId, type: TYPES[event.type] ?? 'allocation.changed', allocationId, orderMaskSn: orderId, revision: record.revision, position: record.position, at: meta.recordedAt,
    payload: { changes: byId.get(allocationId) ?? {}, ...detailFor(step, allocationId), ...told.detail },
  }));
}

type Named = { readonly allocationIds: readonly AllocationId[]; readonly detail: object };
const NOBODY: Named = { allocationIds: [], detail: {} };

/** What is told although it changes no field: a right or a number that is gone, and work to be done by hand. */
function namedBy({ event, before, meta }: Step): Named {
  if (event.type === 'PrintPermitRevoked') return { allocationIds: membersOf(before, event.labelId), detail: { permitId: event.permitId, labelId: event.labelId } };
  if (event.type === 'LabelVoidRequested') return voidedOf(before, event.labelId);
  if (event.type !== 'FactoryTaskOpened') return NOBODY;
  const { task, allocationIds, labelId, dueAt } = event;
  return { allocationIds, detail: { taskId: meta.eventId, task, labelId, allocationIds, dueAt } };
}

/** Only a number that was shown is taken back aloud; an orphan's is never told. */
function voidedOf(before: Order, labelId: Parameters<typeof findLabel>[1]): Named {
  const label = findLabel(before, labelId);
  return label?.state === 'issued' ? { allocationIds: label.allocationIds, detail: { labelId, waybillNo: label.waybillNo } } : NOBODY;
}

function membersOf(order: Order, labelId: Parameters<typeof findLabel>[1]): readonly AllocationId[] {
  return findLabel(order, labelId)?.allocationIds ?? [];
}

/** Whoever loses an allocation is told in the same breath whether paper has to be torn up. */
function detailFor({ event, after }: Step, allocationId: AllocationId): object {
  return event.type === 'AllocationCancelled' ? { instruction: wasPrinted(after, allocationId) ? 'DESTROY_LABEL' : 'NONE' } : {};
}
