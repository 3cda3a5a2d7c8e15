import type { CommandContext } from '@daifa/event-store/context';
import type { Folded } from '@daifa/event-store/transact';
import { eventIdOf } from '@daifa/event-store/records';
import { requestLabel, type RequestLabel } from '@daifa/order-domain/labels';
import { findLabel, liveLabelOf, type Label, type Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { present } from '@daifa/order-domain/guards';
import { settle } from '@daifa/service-shell/answer';
import { problem, type ProblemCode } from '@daifa/service-shell/problems';
import type { LatestPlace } from '@daifa/service-shell/latest-place';
import type { World } from '@daifa/service-shell/world';
import type { LabelDesk } from '../carrier-work/label-desk.js';
import type { Eligibility } from '../carrier-services/eligibility.js';
import type { FailureReason, Settlement } from '../carrier-work/settle-label.js';
import type { WaybillAnswer } from './waybills.dto.js';

/** Where numbers are asked for. */
export type Counter = { readonly world: World; readonly desk: LabelDesk; readonly eligibility: Eligibility };

/** Longer than any well-behaved carrier takes; who waits longer is told "requested" and finds the number in the list. */
const WAIT_MS_MAX = 3_000;

/**
 * Records the request, which is also the record that the carrier is told the receiver, and buys the number at once if the carrier
 * is quick. The number of a label that was blocked meanwhile is told to nobody: the answer is the refusal.
 *
 * @throws Problem for what the order refuses, what the carrier refuses, and what blocked the label meanwhile
 */
export async function askForNumber({ world, desk, eligibility }: Counter, command: RequestLabel, context: CommandContext, place: LatestPlace): Promise<WaybillAnswer> {
  const { orderId } = command;
  const { orders } = world.aggregates;
  const { state: known } = await orders.load(orderId);
  const first = requestLabel(command, known);
  // Who may not ask is told so by the order; whose label there is already has been through this.
  if (first.kind === 'accepted' && first.events.length > 0) await eligibility.check(known, command.allocationIds, command.carrier);
  const settled = settle(await orders.transact<Refusal>(orderId, context, (order) => requestLabel(command, order)));
  place.reached(settled);
  const requested = settled.events.find((event) => event.type === 'LabelRequested');
  const label = requested ? findLabel(settled.state, requested.labelId) : command.allocationIds.map((id) => liveLabelOf(settled.state, id)).find(present);
  if (!label) throw new Error('a label was neither requested nor there');
  if (label.state === 'issued') return answered(command, label, settled.revision);
  const { commandId, correlationId, traceparent } = context;
  const cause = { eventId: eventIdOf(commandId, 0), correlationId, ...(traceparent !== undefined && { traceparent }) };
  // A label that another command asked for is that command's to buy, and the process's.
  const settlement = requested ? await desk.settleWithin({ kind: 'purchase', labelId: label.labelId, orderId, carrier: label.carrier, cause }, WAIT_MS_MAX) : null;
  const now = await orders.load(orderId);
  return answered(command, labelNow(now, command, label, settlement), now.revision);
}

/** The label as it stands, if its number may be told or is still to come. */
function labelNow({ state: order, revision }: Folded<Order>, command: RequestLabel, { labelId }: Label, settlement: Settlement | null): Label {
  const label = findLabel(order, labelId);
  if (label?.state === 'issued' || label?.state === 'requested') return label;
  if (settlement?.kind === 'refused') throw refusedBy(settlement.reason);
  const decision = requestLabel(command, order);
  if (decision.kind === 'refused') settle({ ...decision, state: order, revision });
  throw problem('WAYBILL_ADDRESS_CHANGED'); // nothing is in the way any more, but this label is dead: its receiver was changed
}

function answered({ orderId }: RequestLabel, label: Label, revision: number): WaybillAnswer {
  const { labelId, allocationIds, carrier, waybillNo, sortCode, packageCenter, markDestination } = label;
  const known = { labelId, orderId, allocationIds, carrier, revision };
  if (label.state !== 'issued') return { ...known, state: 'requested', waybillNo: null, sortCode: null, packageCenter: null, markDestination: null };
  return { ...known, state: 'issued', waybillNo, sortCode, packageCenter, markDestination };
}

/** The order stays as it was: it can be labelled again. */
function refusedBy(reason: FailureReason): Error {
  const code: ProblemCode = reason === 'WAYBILL_BALANCE_EMPTY' ? 'WAYBILL_BALANCE_EMPTY' : 'CARRIER_REFUSED';
  return problem(code, { reason });
}
