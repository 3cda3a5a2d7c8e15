import type { AllocationId } from '@daifa/order-domain/ids';
import type { Allocation, Order } from '@daifa/order-domain/order';
import type { Step } from '@daifa/order-store/folds';
import { workItemOf, type WorkItem } from './work-item.js';

/** What one event did to what a factory sees of one allocation. */
export type WorkChange = {
  readonly step: Step;
  readonly allocation: Allocation;
  readonly item: WorkItem;
  /** The fields that differ from before; all of them for a new allocation; none where the event is only told. */
  readonly changes: Partial<WorkItem>;
};

/**
 * The allocations whose view an event changed, in their order. What is cancelled or shipped stays as it was then: a
 * factory learns nothing more of an order that is no longer its own.
 */
export function workChanges(step: Step): readonly WorkChange[] {
  const before = itemsOf(step.before);
  const after = itemsOf(step.after);
  return step.after.allocations.flatMap((allocation) => {
    const was = before.get(allocation.allocationId);
    const item = after.get(allocation.allocationId);
    if (!item || was?.status === 'CANCELLED' || was?.status === 'SHIPPED') return [];
    const changes = was ? difference(was, item) : item;
    return Object.keys(changes).length > 0 ? [{ step, allocation, item, changes }] : [];
  });
}

/** One step's `after` is the next one's `before`: each state is looked at once. */
const seen = new WeakMap<Order, ReadonlyMap<AllocationId, WorkItem>>();

export function itemsOf(order: Order): ReadonlyMap<AllocationId, WorkItem> {
  const known = seen.get(order);
  if (known) return known;
  const items = new Map(order.allocations.map((allocation) => [allocation.allocationId, workItemOf(order, allocation)]));
  seen.set(order, items);
  return items;
}

function difference(was: WorkItem, item: WorkItem): Partial<WorkItem> {
  const before = new Map<string, unknown>(Object.entries(was));
  return Object.fromEntries(Object.entries(item).filter(([field, value]) => !isSame(before.get(field), value)));
}

/** Views are plain JSON, built in one place: equal ones are equal as text. */
function isSame(before: unknown, after: unknown): boolean {
  return before === after || (typeof after === 'object' && JSON.stringify(before) === JSON.stringify(after));
}
