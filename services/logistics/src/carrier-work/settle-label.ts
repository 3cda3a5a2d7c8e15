import { unreachable, type Decision } from '@daifa/decider/decision';
import type { Carrier, RefusedReason, VoidOutcome as CarriersAnswer } from '@daifa/carriers/carrier';
import { purchase } from '@daifa/carriers/purchase';
import type { CommandContext } from '@daifa/event-store/context';
import type { OrderEvent } from '@daifa/order-domain/events';
import { labelWork, recordFailure, recordNumber, recordVoid, type VoidOutcome } from '@daifa/order-domain/labels';
import type { Label, Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import type { World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import { parcelOf } from './parcel.js';
import type { Task } from './work-table.js';

/** What became of a task. `later`: nothing is lost, it is to be tried again. */
export type Settlement = { readonly kind: 'settled' } | { readonly kind: 'refused'; readonly reason: FailureReason } | { readonly kind: 'later'; readonly reason: string };

/** Why a label failed, as its event says it and the caller is told. */
export type FailureReason = 'WAYBILL_BALANCE_EMPTY' | 'ADDRESS_UNREACHABLE' | 'GOODS_FORBIDDEN' | 'REQUEST_UNKNOWN' | 'NUMBER_VOIDED' | 'RECEIVER_ERASED';

export type Work = { readonly world: World; readonly carrier: Carrier; readonly signal: AbortSignal };

/**
 * Re-reads the order, does at the carrier what is still due for this label, and records what came of it. The label's id is
 * the request id at the carrier: however often this runs and wherever it breaks off, one number is bought at most.
 *
 * @throws StoreUnavailable, CarrierUnavailable, KeysUnavailable and the like: to be tried again
 */
export async function settleLabel(work: Work, task: Task): Promise<Settlement> {
  const { state } = await work.world.aggregates.orders.load(task.orderId);
  const { purchases, voids } = labelWork(state);
  const due = (task.kind === 'purchase' ? purchases : voids).find(({ labelId }) => labelId === task.labelId);
  if (!due) return { kind: 'settled' };
  return task.kind === 'purchase' ? buyNumber(work, task, { order: state, label: due }) : voidNumber(work, task, due);
}

async function buyNumber({ world, carrier, signal }: Work, task: Task, { order, label }: { readonly order: Order; readonly label: Label }): Promise<Settlement> {
  const { labelId } = label;
  const { receiver, merchantId } = order;
  if (!receiver || !merchantId) throw new Error(`${labelId} was requested for an order without a receiver`);
  const [opened] = await world.seals.openMany([{ sealed: receiver, tenantId: merchantId, orderId: task.orderId }]);
  if (opened?.kind !== 'open') return fail(world, task, 'RECEIVER_ERASED');
  const bought = await purchase(carrier, labelId, parcelOf(order, label, opened.receiver), { timers: world.ports.timers, signal });
  switch (bought.kind) {
    case 'bought':
      await record(world, task, 'number', (at) => (now) => recordNumber({ labelId, ...bought.number, at }, now));
      return { kind: 'settled' };
    case 'refused':
      return fail(world, task, failureReason(bought.reason));
    case 'not-yet-known':
      return { kind: 'later', reason: 'CarrierUnavailable' };
    default:
      return unreachable(bought);
  }
}

async function fail(world: World, task: Task, reason: FailureReason): Promise<Settlement> {
  await record(world, task, 'failure', (at) => (order) => recordFailure({ labelId: task.labelId, reason, at }, order));
  return { kind: 'refused', reason };
}

/** Through the account it was bought with: the carrier of the label, by the id of the purchase (F-EW-07). */
async function voidNumber({ world, carrier }: Work, task: Task, { labelId, waybillNo, boughtAs }: Label): Promise<Settlement> {
  if (waybillNo === null) throw new Error(`${labelId} is to be voided and has no number`);
  const outcome = outcomeOf(await carrier.void(waybillNo, boughtAs));
  await record(world, task, 'void', (at) => (order) => recordVoid({ labelId, outcome, at }, order));
  return { kind: 'settled' };
}

function failureReason(reason: RefusedReason): FailureReason {
  switch (reason) {
    case 'balance-empty': return 'WAYBILL_BALANCE_EMPTY';
    case 'address-unreachable': return 'ADDRESS_UNREACHABLE';
    case 'goods-forbidden': return 'GOODS_FORBIDDEN';
    case 'request-unknown': return 'REQUEST_UNKNOWN';
    case 'voided': return 'NUMBER_VOIDED';
    default: return unreachable(reason);
  }
}

/** A number over the carrier's cap is not used up: it is kept aside for the same order (F-EW-07). */
function outcomeOf(answer: CarriersAnswer): VoidOutcome['outcome'] {
  switch (answer) {
    case 'voided': case 'already-voided': return { kind: 'voided' };
    case 'too-late': return { kind: 'failed', reason: 'VOID_AFTER_PICKUP', quarantined: false };
    case 'already-used': return { kind: 'failed', reason: 'NUMBER_ALREADY_USED', quarantined: false };
    case 'ratio-exceeded': return { kind: 'failed', reason: 'VOID_RATIO_EXCEEDED', quarantined: true };
    case 'contact-carrier': return { kind: 'failed', reason: 'CONTACT_CARRIER', quarantined: false };
    default: return unreachable(answer);
  }
}

async function record(world: World, { orderId, cause }: Task, purpose: string, decide: (at: string) => (order: Order) => Decision<OrderEvent, Refusal>): Promise<void> {
  const at = world.ports.clock.now().toISOString();
  const { eventId, correlationId, traceparent } = cause;
  const context: CommandContext = {
    commandId: v5(purpose, eventId), correlationId, causationId: eventId, actor: { kind: 'system', id: 'logistics' }, occurredAt: at,
    ...(traceparent !== undefined && { traceparent }),
  };
  const outcome = await world.aggregates.orders.transact<Refusal>(orderId, context, decide(at));
  if (outcome.kind !== 'accepted') throw new Error(`${purpose} of an order's own label was ${outcome.kind}`);
}
