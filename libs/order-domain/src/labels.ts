import { accept, refuse, unlessRefused, type Decision } from '@daifa/decider/decision';
import type { LabelEvent, OrderEvent } from './events.js';
import { heldBack, notOpen, present } from './guards.js';
import { asLabelId, numberedIdOf, type AllocationId, type FactoryId, type LabelId, type OrderId } from './ids.js';
import { activeHolds, activeHoldsOn, findAllocation, findLabel, isReturned, liveLabelOf, type Hold, type Label, type Order } from './order.js';
import { keptNumber } from './quarantine.js';
import type { Refusal } from './refusals.js';
import type { VoidCause } from './words.js';

/** The logistics room: numbers are bought from carriers for labels, and voided. */

export type RequestLabel = {
  readonly orderId: OrderId;
  readonly factoryId: FactoryId;
  /** One or more open allocations of this order and factory that travel in one parcel. */
  readonly allocationIds: readonly AllocationId[];
  readonly carrier: string;
  readonly at: string;
};

/**
 * Asks for a number. A live label of the same parcel and carrier is so already; one of another is in the way. A number of this
 * order that the carrier would not take back serves again, and none is bought (F-EW-07).
 */
export function requestLabel(command: RequestLabel, order: Order): Decision<OrderEvent, Refusal> {
  const { orderId, factoryId, carrier, at } = command;
  const allocationIds = [...new Set(command.allocationIds)];
  const closed = allocationIds.map((id) => notOpen(order, id, factoryId)).filter(present);
  const held = allocationIds.map((id) => heldBack(order, id)).filter(present);
  const live = [...new Set(allocationIds.map((id) => liveLabelOf(order, id)).filter(present))];
  const other = live.filter((label) => label.carrier !== carrier || label.allocationIds.length !== allocationIds.length || live.length > 1);
  const refusals = [...closed, ...held, ...receiverMissing(order), ...other.map(({ labelId, allocationIds: members, carrier: issuedBy }) => ({ code: 'LABEL_EXISTS', labelId, allocationIds: members, carrier: issuedBy }) as const)];
  return unlessRefused(refusals, () => {
    if (live.length > 0) return [];
    const labelId = asLabelId(numberedIdOf(orderId, 'L', order.labels.length + 1));
    const requested: OrderEvent = { type: 'LabelRequested', labelId, allocationIds, factoryId, carrier, addressVersion: order.addressVersion, subjectKeyId: order.receiver?.subjectKeyId ?? '', at };
    const kept = keptNumber(order, carrier, at);
    return kept ? [requested, { type: 'LabelIssued', labelId, ...kept, at }] : [requested];
  });
}

/** Recent exports of some channels hide the receiver: then the merchant has to tell before a label can be made. */
function receiverMissing({ receiver }: Order): readonly Refusal[] {
  const sealed = receiver?.sealed;
  return sealed?.name && sealed.phone && sealed.address ? [] : [{ code: 'RECEIVER_MISSING' }];
}

export type BoughtNumber = {
  readonly labelId: LabelId;
  readonly waybillNo: string;
  readonly sortCode: string;
  readonly packageCenter: string;
  readonly markDestination: string;
  readonly at: string;
};

/**
 * The carrier's number has come. If the label is blocked or its address outdated by now, the number is an orphan: shown to
 * nobody and voided; so is one that comes after the carrier was heard to refuse. Told twice, it is one fact.
 */
export function recordNumber(command: BoughtNumber, order: Order): Decision<OrderEvent, Refusal> {
  const { labelId, waybillNo, sortCode, packageCenter, markDestination, at } = command;
  const label = findLabel(order, labelId);
  if (!label) return refuse({ code: 'LABEL_NOT_FOUND', labelId });
  if (label.waybillNo !== null) return accept([]);
  if (label.state === 'requested' && isWanted(order, label)) return accept([{ type: 'LabelIssued', labelId, waybillNo, sortCode, packageCenter, markDestination, reusedFrom: null, at }]);
  return accept([{ type: 'LabelOrphaned', labelId, waybillNo, at }, voidRequest(label, waybillNo, 'ORPHANED', at)]);
}

function isWanted(order: Order, label: Label): boolean {
  const members = label.allocationIds.map((id) => findAllocation(order, id)).filter(present);
  return label.addressVersion === order.addressVersion && members.every(({ state, lineId }) => state.kind === 'open' && activeHoldsOn(order, lineId).length === 0);
}

/** The carrier said no for good: the allocation stays and may be labelled again. */
export function recordFailure(command: { readonly labelId: LabelId; readonly reason: string; readonly at: string }, order: Order): Decision<OrderEvent, Refusal> {
  const label = findLabel(order, command.labelId);
  if (!label) return refuse({ code: 'LABEL_NOT_FOUND', labelId: command.labelId });
  const failed: OrderEvent = { type: 'LabelFailed', labelId: label.labelId, reason: command.reason, at: command.at };
  return accept(label.state === 'requested' ? [failed, ...addressReleases(order, label, command.at)] : []);
}

export type VoidOutcome = {
  readonly labelId: LabelId;
  readonly outcome: { readonly kind: 'voided' } | { readonly kind: 'failed'; readonly reason: string; readonly quarantined: boolean };
  readonly at: string;
};

/** What became of a void. Either way the label is dead, and an address-change hold that waited for it lets go (F-AS-06). */
export function recordVoid(command: VoidOutcome, order: Order): Decision<OrderEvent, Refusal> {
  const { labelId, outcome, at } = command;
  const label = findLabel(order, labelId);
  if (!label) return refuse({ code: 'LABEL_NOT_FOUND', labelId });
  if (label.waybillNo === null || label.state !== 'void-pending') return accept([]);
  const { waybillNo } = label;
  const settled: LabelEvent = outcome.kind === 'voided'
    ? { type: 'LabelVoided', labelId, waybillNo, at }
    : { type: 'LabelVoidFailed', labelId, waybillNo, reason: outcome.reason, quarantined: outcome.quarantined, at };
  return accept([settled, ...addressReleases(order, label, at)]);
}

/** Address-change holds nothing waits for any more once this label is settled. */
function addressReleases(order: Order, settled: Label, at: string): readonly OrderEvent[] {
  const waiting = order.labels.some((label) => label.labelId !== settled.labelId && isOutdated(order, label));
  if (waiting) return [];
  return activeHolds(order).filter(({ type }) => type === 'ADDRESS_CHANGED').map((hold) => released(hold, at));
}

/** A number of an old address is on its way, usable, or not voided yet. What was returned with its label is gone with it. */
export function isOutdated(order: Order, { addressVersion, allocationIds, state }: Label): boolean {
  const sent = state === 'issued' && allocationIds.map((id) => findAllocation(order, id)).filter(present).some(isReturned);
  return addressVersion !== order.addressVersion && !sent && (state === 'requested' || state === 'issued' || state === 'void-pending');
}

function released({ holdId, causeVersion }: Hold, at: string): OrderEvent {
  return { type: 'HoldReleased', holdId, causeVersion, reason: 'OLD_LABEL_VOIDED', at };
}

/** Asks for a number to be voided: the fence's half of this room. */
export function voidRequest({ labelId }: Label, waybillNo: string, cause: VoidCause, at: string): OrderEvent {
  return { type: 'LabelVoidRequested', labelId, waybillNo, cause, at };
}

export type LabelWork = { readonly purchases: readonly Label[]; readonly voids: readonly Label[] };

/** What the logistics process has to do at the carriers now. */
export function labelWork(order: Order): LabelWork {
  return { purchases: order.labels.filter(({ state }) => state === 'requested'), voids: order.labels.filter(({ state }) => state === 'void-pending') };
}
