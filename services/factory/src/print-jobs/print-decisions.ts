import { refuse, unlessRefused, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from '@daifa/order-domain/events';
import { heldBack, notOpen, present } from '@daifa/order-domain/guards';
import type { AllocationId, FactoryId, LabelId, OrderId, PermitId, PrintJobId } from '@daifa/order-domain/ids';
import { findAllocation, findPermit, liveLabelOf, type Order } from '@daifa/order-domain/order';
import type { Permit } from '@daifa/order-domain/order-parts';
import { authorizePrint, renderLabel, reportPrint } from '@daifa/order-domain/print';
import type { Refusal } from '@daifa/order-domain/refusals';
import type { PrintResult } from '@daifa/order-domain/words';

/** A factory asks by allocation and by print job; the print room decides by label and by permit. */

export type PrintAllocation = {
  readonly orderId: OrderId;
  readonly allocationId: AllocationId;
  readonly factoryId: FactoryId;
  readonly printJobId: PrintJobId;
  readonly reprintReason: string;
  readonly place: number;
  readonly at: string;
};

/** Authorizes the label an allocation would be printed with now; without one, says all that is in the way. */
export function printAllocation({ allocationId, ...command }: PrintAllocation, order: Order): Decision<OrderEvent, Refusal> {
  if (findAllocation(order, allocationId)?.factoryId !== command.factoryId) return refuse({ code: 'ALLOCATION_NOT_FOUND', allocationId });
  const label = liveLabelOf(order, allocationId);
  if (label) return authorizePrint({ ...command, labelId: label.labelId }, order);
  const blocks = [heldBack(order, allocationId), notOpen(order, allocationId, command.factoryId)].filter(present);
  const unlabelled: readonly Refusal[] = blocks.length > 0 ? blocks : [{ code: 'LABEL_NOT_ISSUED', allocationId, state: 'none' }];
  return unlessRefused(unlabelled, () => []);
}

/** The job's permit for a label, if it still is one: granted once, however many of its allocations are in the job. */
export function permitOfJob(order: Order, printJobId: PrintJobId, labelId: LabelId | undefined): Permit | undefined {
  return order.permits.findLast((permit) => permit.printJobId === printJobId && permit.labelId === labelId && permit.state !== 'revoked');
}

type OfJob = { readonly permitId: PermitId; readonly factoryId: FactoryId; readonly printJobId: PrintJobId; readonly at: string };

/** The second fence, and the record that the receiver is about to be read. A permit of another job is unknown here. */
export function renderPermit(command: OfJob & { readonly format: string }, order: Order): Decision<OrderEvent, Refusal> {
  return isOfJob(order, command) ? renderLabel(command, order) : refuse({ code: 'PERMIT_NOT_FOUND', permitId: command.permitId });
}

export function reportPermit(command: OfJob & { readonly result: PrintResult }, order: Order): Decision<OrderEvent, Refusal> {
  return isOfJob(order, command) ? reportPrint(command, order) : refuse({ code: 'PERMIT_NOT_FOUND', permitId: command.permitId });
}

const isOfJob = (order: Order, { permitId, printJobId }: OfJob): boolean => findPermit(order, permitId)?.printJobId === printJobId;
