import type { AllocationId, LabelId, LineId, PermitId } from './ids.js';
import type { Allocation, Label, Line, Order } from './order.js';
import type { Permit } from './order-parts.js';

/** A copy of the order with one part changed: the only ways `evolve` changes anything. */
export function withLine(order: Order, lineId: LineId, change: (line: Line) => Line): Order {
  return { ...order, lines: order.lines.map((line) => (line.lineId === lineId ? change(line) : line)) };
}

export function withAllocations(order: Order, ids: readonly AllocationId[], change: (allocation: Allocation) => Allocation): Order {
  return { ...order, allocations: order.allocations.map((allocation) => (ids.includes(allocation.allocationId) ? change(allocation) : allocation)) };
}

export function withLabel(order: Order, labelId: LabelId, change: (label: Label) => Label): Order {
  return { ...order, labels: order.labels.map((label) => (label.labelId === labelId ? change(label) : label)) };
}

export function withPermit(order: Order, permitId: PermitId, change: (permit: Permit) => Permit): Order {
  return { ...order, permits: order.permits.map((permit) => (permit.permitId === permitId ? change(permit) : permit)) };
}
