import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { OrderEvent, SealedReceiver } from './events.js';
import { interceptsFor } from './intercepts.js';
import { isOwnedBy } from './guards.js';
import { activeHoldOf, placed, releasedHold } from './holds.js';
import type { MerchantId } from './ids.js';
import { evolve } from './evolve.js';
import { isReturned, type Order } from './order.js';
import { isOutdated } from './labels.js';
import type { Refusal } from './refusals.js';

/** The receiver room: a new address makes every label of the old one worthless, at once (F-AS-06, X-09). */

export type ChangeReceiver = { readonly merchantId: MerchantId; readonly receiver: SealedReceiver; readonly at: string };

/** An equal receiver is no change. Before a label the hold is placed and released at once; with one it waits for the void. */
export function changeReceiver({ merchantId, receiver, at }: ChangeReceiver, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  if (order.closedReason !== null) return refuse({ code: 'ORDER_CLOSED', reason: order.closedReason });
  if (isSame(order.receiver, receiver)) return accept([]);
  const changed: OrderEvent = { type: 'ReceiverChanged', receiver, addressVersion: order.addressVersion + 1, at };
  return accept([changed, ...addressHold(evolve(order, changed), at)]);
}

function isSame(known: SealedReceiver | null, told: SealedReceiver): boolean {
  return known !== null && known.receiverKey !== '' && known.receiverKey === told.receiverKey;
}

/** The hold of this version of the address, released in the same append where no old number is in the way. */
export function addressHold(order: Order, at: string): readonly OrderEvent[] {
  const causeId = `address-${order.addressVersion}`;
  const sent = order.allocations.filter(isReturned);
  const hold = { type: 'ADDRESS_CHANGED', effect: 'SUSPEND', lines: [], causeId, causeVersion: order.addressVersion, placedBy: 'system', reason: 'RECEIVER_CHANGED', at } as const;
  if (sent.length > 0 && sent.length === order.allocations.filter(({ state }) => state.kind !== 'cancelled').length) return interceptsFor(order, sent, { type: 'ADDRESS_CHANGED', holdId: null }, at); // with the carrier: only another way may be asked for (PDD-08)
  const events = placed(order, hold);
  const held = events.reduce(evolve, order);
  const old = order.holds.filter((known) => !known.released && known.type === 'ADDRESS_CHANGED');
  const superseded = old.map((known) => releasedHold(known, known.causeVersion, 'SUPERSEDED', at));
  const mine = activeHoldOf(held, 'ADDRESS_CHANGED', causeId);
  const waits = held.labels.some((label) => isOutdated(held, label));
  return [...events, ...superseded, ...(mine && !waits ? [releasedHold(mine, mine.causeVersion, 'NO_LABEL_YET', at)] : [])];
}
