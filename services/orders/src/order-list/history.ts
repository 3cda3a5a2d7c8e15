import type { SealedReceiver } from '@daifa/order-domain/events';
import type { OrderRecord } from '@daifa/order-store/orders';
import type { HistoryEvent } from './order-list.dto.js';

/** An event for people who may see the order: who, when, why, and what, with masks where a receiver was sealed. */
export function historyEvent({ event, meta, revision, position }: OrderRecord): HistoryEvent {
  const { eventId, actor, correlationId, causationId, ruleVersion = null } = meta;
  const { type, at, ...fields } = event;
  return { revision, position, type, at, actor, eventId, correlationId, causationId, ruleVersion, data: masked(fields) };
}

function masked(fields: object): Readonly<Record<string, unknown>> {
  const { receiver, receivers, ...others }: { readonly receiver?: SealedReceiver; readonly receivers?: readonly SealedReceiver[] } = fields;
  return { ...others, ...(receiver && { receiver: shownReceiver(receiver) }), ...(receivers && { receivers: receivers.map(shownReceiver) }) };
}

function shownReceiver({ mask, region }: SealedReceiver): object {
  return { ...mask, ...region };
}
