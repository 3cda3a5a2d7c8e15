import type { OrderId } from '@daifa/order-domain/ids';
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

/** A step, and the allocations whose view it changed, in their order. */
export type ChangedStep = { readonly step: Step; readonly changes: readonly WorkChange[] };

/** What each step of a page changed. One step's `after` is the order's next one's `before`: each state is looked at once. */
export function workChanges(steps: readonly Step[]): readonly ChangedStep[] {
  const looked = new Map<OrderId, { readonly order: Order; readonly items: readonly WorkItem[] }>();
  return steps.map((step) => {
    const { before, after, orderId } = step;
    if (after.allocations.length === 0) return { step, changes: [] };
    const last = looked.get(orderId);
    const was = last?.order === before ? last.items : itemsOf(before);
    const items = itemsOf(after);
    looked.set(orderId, { order: after, items });
    return { step, changes: changesOf(step, was, items) };
  });
}

/** In the order of the allocations: a new one is put behind the others, and none ever goes. */
function itemsOf(order: Order): readonly WorkItem[] {
  return order.allocations.map((allocation) => workItemOf(order, allocation));
}

/** What is cancelled or shipped stays as it was then: a factory learns nothing more of an order that is no longer its own. */
function changesOf(step: Step, before: readonly WorkItem[], after: readonly WorkItem[]): readonly WorkChange[] {
  const changed: WorkChange[] = [];
  step.after.allocations.forEach((allocation, n) => {
    const was = before[n];
    const item = after[n];
    if (!item || was?.status === 'CANCELLED' || was?.status === 'SHIPPED') return;
    const changes = was ? difference(was, item) : item;
    if (changes !== NONE) changed.push({ step, allocation, item, changes });
  });
  return changed;
}

const NONE: Partial<WorkItem> = {};

/** The fields that are not the same any more; NONE itself where there are none. */
function difference(was: WorkItem, item: WorkItem): Partial<WorkItem> {
  let changes: Record<string, unknown> | null = null;
  let field: keyof WorkItem;
  for (field in item) if (!isSame(was[field], item[field])) (changes ??= {})[field] = item[field];
  return changes ?? NONE;
}

/** Views are plain JSON: equal where all that is in them is. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const fields = Object.keys(one);
  return fields.length === Object.keys(other).length && fields.every((field) => isSame(Reflect.get(one, field), Reflect.get(other, field)));
}
