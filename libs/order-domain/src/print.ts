import { refuse, unlessRefused, accept, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { heldBack, notOpen, present, staleEpoch } from './guards.js';
import { numberedIdOf, asPermitId, type FactoryId, type HoldId, type LabelId, type OrderId, type PermitId, type PrintJobId } from './ids.js';
import { findLabel, findPermit, type Label, type Order } from './order.js';
import type { Permit } from './order-parts.js';
import type { Refusal } from './refusals.js';
import type { PrintResult } from './words.js';

/** The print room: the right to print one label once, and the last question before paper. */

/** A permit that is not used within this time is worth nothing (requirements 7.2, decision). */
export const PERMIT_TTL_MS = 120_000;
const DESTROY_WITHIN_MS = 4 * 3_600_000;

export type AuthorizePrint = {
  readonly orderId: OrderId;
  readonly labelId: LabelId;
  readonly factoryId: FactoryId;
  readonly printJobId: PrintJobId;
  /** Needed from the second copy on. */
  readonly reprintReason: string;
  /** Where in its job, from 0; left out, first. */
  readonly place?: number;
  readonly at: string;
};

/**
 * Grants and consumes the permit in one append: who prints on request needs no time between the two. The same print job
 * asked again is already so.
 */
export function authorizePrint(command: AuthorizePrint, order: Order): Decision<OrderEvent, Refusal> {
  const granted = grantPermit(command, order);
  if (granted.kind === 'refused') return granted;
  const [permit] = granted.events;
  return accept(permit ? [permit, { type: 'PrintPermitConsumed', permitId: permit.permitId, labelId: permit.labelId, at: command.at }] : []);
}

/** The permit alone, for a print agent that consumes it at spool time. */
export function grantPermit(command: AuthorizePrint, order: Order): Decision<Extract<OrderEvent, { readonly type: 'PrintPermitGranted' }>, Refusal> {
  const { orderId, labelId, factoryId, printJobId, reprintReason, place = 0, at } = command;
  const label = findLabel(order, labelId);
  if (label?.factoryId !== factoryId) return refuse({ code: 'LABEL_NOT_FOUND', labelId });
  const mine = order.permits.filter((permit) => permit.labelId === labelId);
  if (mine.some((permit) => permit.printJobId === printJobId && permit.state !== 'revoked')) return accept([]);
  const copies = copiesOf(order, labelId);
  const reprint: readonly Refusal[] = copies > 0 && reprintReason === '' ? [{ code: 'REPRINT_REASON_REQUIRED', labelId, copies }] : [];
  return unlessRefused([...printBlocks(order, label), ...reprint], () => {
    const permitId = asPermitId(numberedIdOf(orderId, 'P', order.permits.length + 1));
    return [{ type: 'PrintPermitGranted', permitId, labelId, factoryId, printJobId, copy: copies + 1, reason: reprintReason, place, expiresAt: later(at, PERMIT_TTL_MS), at }];
  });
}

export type UsePermit = { readonly permitId: PermitId; readonly factoryId: FactoryId; readonly at: string };

/** Consumes a granted permit: the fence. Whoever appends first, hold or this, is right. */
export function consumePermit(command: UsePermit, order: Order): Decision<OrderEvent, Refusal> {
  const { permitId, at } = command;
  const permit = permitOf(order, command);
  if (!permit) return refuse({ code: 'PERMIT_NOT_FOUND', permitId });
  if (permit.state === 'consumed') return accept([]);
  return unlessRefused([...notUsable(order, permit, at), ...copiedMeanwhile(order, permit)], () => [{ type: 'PrintPermitConsumed', permitId, labelId: permit.labelId, at }]);
}

/**
 * Records that the receiver is about to be decrypted for this paper, and refuses it unless printing is still authorized at
 * this very revision: a label that a printer fetches after a hold is never drawn.
 */
export function renderLabel(command: UsePermit & { readonly format: string }, order: Order): Decision<OrderEvent, Refusal> {
  const { permitId, format, at } = command;
  const permit = permitOf(order, command);
  if (!permit || permit.state === 'granted') return refuse({ code: 'PERMIT_NOT_FOUND', permitId });
  const subjectKeyId = order.receiver?.subjectKeyId ?? '';
  return unlessRefused(notUsable(order, permit, at), () => [{ type: 'LabelRenderStarted', permitId, labelId: permit.labelId, format, subjectKeyId, at }]);
}

/** What the printer said. Silence is not "printed": it stays unknown until somebody knows better, and never hides what is known. */
export function reportPrint(command: UsePermit & { readonly result: PrintResult }, order: Order): Decision<OrderEvent, Refusal> {
  const { permitId, result, at } = command;
  const permit = permitOf(order, command);
  if (!permit || permit.consumedAt === null) return refuse({ code: 'PERMIT_NOT_FOUND', permitId });
  return accept(certainty(permit.result) >= certainty(result) ? [] : [{ type: 'PrintReported', permitId, labelId: permit.labelId, result, at }]);
}

/** Paper that exists is the surest of all; the rest may still be told better. */
function certainty(result: PrintResult | null): number {
  return [null, 'UNKNOWN', 'FAILED', 'PRINTED'].indexOf(result);
}

/** A permit is for the copy it names: if another copy came between, each further one needs its own reason (F-FP-06). */
function copiedMeanwhile(order: Order, { labelId, copy, state }: Permit): readonly Refusal[] {
  const copies = copiesOf(order, labelId);
  return state !== 'granted' || copies < copy ? [] : [{ code: 'REPRINT_REASON_REQUIRED', labelId, copies }];
}

const copiesOf = (order: Order, labelId: LabelId): number => order.permits.filter((permit) => permit.labelId === labelId && permit.consumedAt !== null).length;

function permitOf(order: Order, { permitId, factoryId }: UsePermit): Permit | undefined {
  const permit = findPermit(order, permitId);
  return permit?.factoryId === factoryId ? permit : undefined;
}

function notUsable(order: Order, permit: Permit, at: string): readonly Refusal[] {
  const { permitId, expiresAt, labelId } = permit;
  const label = findLabel(order, labelId);
  const stale = (label?.allocationIds ?? []).map((id) => staleEpoch(order, id)).filter(present);
  if (permit.state === 'revoked') return [...stale, { code: 'PERMIT_REVOKED', permitId, instruction: 'DESTROY_LABEL' }];
  const expired: readonly Refusal[] = Date.parse(at) > Date.parse(expiresAt) ? [{ code: 'PERMIT_EXPIRED', permitId, expiresAt }] : [];
  return [...(label ? printBlocks(order, label) : []), ...expired];
}

/** Every reason why this label may not be printed now: holds, taken-back lines, a label not issued or of an old address. */
export function printBlocks(order: Order, label: Label): readonly Refusal[] {
  const ids = label.allocationIds;
  const held = ids.map((id) => heldBack(order, id)).filter(present);
  const closed = ids.map((id) => notOpen(order, id, label.factoryId)).filter(present);
  const current = label.state === 'issued' && label.addressVersion === order.addressVersion;
  const notIssued: readonly Refusal[] = current || held.length + closed.length > 0 ? [] : ids.slice(0, 1).map((allocationId) => ({ code: 'LABEL_NOT_ISSUED', allocationId, state: label.state }));
  return [...held, ...closed, ...notIssued];
}

/** Takes back every permit of a label that is not taken back yet: the fence's half of this room. */
export function revocations(order: Order, { labelId }: Label, holdId: HoldId | null, at: string): readonly OrderEvent[] {
  const live = order.permits.filter((permit) => permit.labelId === labelId && permit.state !== 'revoked');
  return live.map(({ permitId }): OrderEvent => ({ type: 'PrintPermitRevoked', permitId, labelId, holdId, at }));
}

export function isPrinted(order: Order, labelId: LabelId): boolean {
  return order.permits.some((permit) => permit.labelId === labelId && permit.consumedAt !== null);
}

/** Paper that must not leave the factory is torn up by somebody, within hours, on record. */
export function destroyTask({ factoryId, allocationIds, labelId }: Label, at: string): OrderEvent {
  return { type: 'FactoryTaskOpened', task: 'DESTROY_LABEL', factoryId, allocationIds, labelId, dueAt: later(at, DESTROY_WITHIN_MS), at };
}

const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();
