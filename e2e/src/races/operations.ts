import { accept, refuse } from '@daifa/decider/decision';
import { endAfterSale, openAfterSale } from '@daifa/order-domain/after-sales';
import { allocateLines, recallAllocations, type ActiveBinding } from '@daifa/order-domain/allocation';
import type { OrderEvent } from '@daifa/order-domain/events';
import { heldBack, notOpen, present } from '@daifa/order-domain/guards';
import { placeHold, releaseHold } from '@daifa/order-domain/holds';
import { afterSaleIdOf, asAfterSaleId, asAllocationId, asFactoryId, asHoldId, asMerchantId, asOrderId, asPrintJobId } from '@daifa/order-domain/ids';
import { requestLabel } from '@daifa/order-domain/labels';
import { asFen, type Fen } from '@daifa/order-domain/money';
import { findLine, liveLabelOf, type Order } from '@daifa/order-domain/order';
import { priceSkuOf } from '@daifa/order-domain/price-list';
import { authorizePrint } from '@daifa/order-domain/print';
import { changeReceiver } from '@daifa/order-domain/receiver';
import { stopShipment } from '@daifa/order-domain/stop-shipment';
import { returnWaybill } from '@daifa/order-domain/waybill-return';
import { oneVerdict, verdict, type BatchBody } from '../client/answers.js';
import type { Factory } from '../client/factory.js';
import type { Answer } from '../client/http.js';
import { tenants, type World } from '../client/world.js';
import { CARRIER } from '../stories/moves.js';
import { receiver, SHOP } from '../stories/fresh.js';
import type { Operation, Seen, Told } from './race.js';

/** The commands that race, each as a request and beside it the rule that has to have answered it. */

const merchantId = asMerchantId(tenants.merchant.tenantId);
export const factoryId = asFactoryId(tenants.factory.tenantId);
export const factory2Id = asFactoryId(tenants.factory2.tenantId);

const told = async (answer: Promise<Answer<unknown>>): Promise<Told> => answer.then((exchange) => ({ exchange, verdict: verdict(exchange) }));
const toldItem = async <Result>(answer: Promise<Answer<BatchBody<Result>>>): Promise<Told> => answer.then((exchange) => ({ exchange, verdict: oneVerdict(exchange) }));

export function refund({ platform }: World, orderId: string): Operation {
  return {
    name: 'refund',
    send: () => told(platform.openAfterSale({ orderId, type: 'REFUND_ONLY' })),
    decide: (order, seen) => openAfterSale({ merchantId, afterSaleId: asAfterSaleId(causeOf(seen)), afterSaleType: 'REFUND_ONLY', version: null, lines: [], platformLines: [], at: seen.at }, order),
  };
}

/** The case has the id its event tells; a command without one has none that matters. */
function causeOf({ events }: Seen): string {
  const placed = events.find((event) => event.type === 'HoldPlaced');
  return placed?.causeId ?? 'none';
}

export function print({ factory }: World, orderId: string, allocationId: string): Operation {
  const id = asAllocationId(allocationId);
  const printJobId = asPrintJobId(`race-${orderId}`);
  return {
    name: 'print',
    send: () => toldItem(factory.print(printJobId, [{ allocationId }])),
    decide: (order, { at }) => {
      const label = liveLabelOf(order, id);
      if (label) return authorizePrint({ orderId: asOrderId(orderId), labelId: label.labelId, factoryId, printJobId, reprintReason: '', at }, order);
      const [first, ...others] = [heldBack(order, id), notOpen(order, id, factoryId)].filter(present);
      return first ? refuse(first, ...others) : refuse({ code: 'LABEL_NOT_ISSUED', allocationId: id, state: 'none' });
    },
  };
}

export function giveBack(factory: Factory, who: { readonly name: string; readonly factoryId: typeof factoryId }, allocationId: string, waybillNo: string): Operation {
  return {
    name: who.name,
    send: () => toldItem(factory.returnWaybills([{ allocationIds: [allocationId], carrier: CARRIER, waybillNo }])),
    decide: (order, { at }) => returnWaybill({ factoryId: who.factoryId, allocationIds: [asAllocationId(allocationId)], carrier: CARRIER, waybillNo, extraWaybillNos: [], at }, order),
  };
}

export function allocate({ merchant }: World, orderId: string, to: typeof factoryId, binding: ActiveBinding): Operation {
  return {
    name: 'allocate',
    send: () => toldItem(merchant.allocate([{ orderId, factoryId: to }])),
    decide: (order, { at, events }) => allocateLines({ orderId: asOrderId(orderId), merchantId, factoryId: to, lines: [], binding, prices: pricesIn(order, events), at }, order),
  };
}

const REASON = '更换厂家';

export function recall({ merchant }: World, allocationId: string): Operation {
  return {
    name: 'recall',
    send: () => toldItem(merchant.recall([{ allocationId, reason: REASON }])),
    decide: (order, { at }) => recallAllocations({ merchantId, allocationIds: [asAllocationId(allocationId)], reason: REASON, at }, order),
  };
}

export function release({ merchant }: World, orderId: string, holdId: string): Operation {
  return {
    name: 'release',
    send: () => told(merchant.releaseHold(orderId, holdId)),
    decide: (order, { at }) => releaseHold({ merchantId, holdId: asHoldId(holdId), releasedBy: 'merchant', reason: 'RELEASED', at }, order),
  };
}

const PAUSE = { effect: 'SUSPEND', reason: '核对库存' } as const;

export function hold({ merchant }: World, orderId: string, handle: string): Operation {
  return {
    name: 'hold',
    send: () => told(merchant.hold(orderId, { ...PAUSE, handle })),
    decide: (order, { at }) => placeHold({ merchantId, type: 'MERCHANT', ...PAUSE, lines: [], causeId: handle, placedBy: 'merchant', at }, order),
  };
}

export function move({ merchant }: World, orderId: string): Operation {
  const to = receiver();
  return {
    name: 'move',
    send: () => told(merchant.changeReceiver(orderId, to)),
    decide: (order, { at, events }) => {
      const changed = events.find((event) => event.type === 'ReceiverChanged');
      return changed ? changeReceiver({ merchantId, receiver: changed.receiver, at }, order) : refuse({ code: 'RECEIVER_MISSING' });
    },
  };
}

export function label({ factory }: World, orderId: string, allocationId: string): Operation {
  return {
    name: 'label',
    answersLater: true,
    send: () => toldItem(factory.requestLabels([{ allocationIds: [allocationId], carrier: CARRIER }])),
    decide: (order, { at }) => requestLabel({ orderId: asOrderId(orderId), factoryId, allocationIds: [asAllocationId(allocationId)], carrier: CARRIER, at }, order),
  };
}

const STOP = { stopId: 'race', reason: '买家申请退款' } as const;

/** Its no is an answer, not a refusal, and leaves the order as it is. */
export function stop({ platform }: World, platformOrderNo: string): Operation {
  return {
    name: 'stop',
    send: () => told(platform.stopShipment({ merchantId, channel: 'API', shopId: SHOP, platformOrderNo, ...STOP })),
    decide: (order, { at }) => {
      const decision = stopShipment({ ...STOP, at }, order);
      return decision.kind === 'refused' ? accept([]) : decision;
    },
  };
}

/** A case as its platform tells it, version by version. */
export function reopen({ merchant }: World, orderId: string, no: string, version: number): Operation {
  return {
    name: 'reopen',
    send: () => told(merchant.openAfterSale({ orderId, platformAfterSaleNo: no, type: 'RETURN_REFUND', version })),
    decide: (order, { at }) => openAfterSale({ merchantId, afterSaleId: caseOf(no), afterSaleType: 'RETURN_REFUND', version, lines: [], platformLines: [], at }, order),
  };
}

export function withdraw({ merchant }: World, no: string, version: number): Operation {
  return {
    name: 'withdraw',
    send: () => told(merchant.withdrawAfterSale(caseOf(no), { version })),
    decide: (order: Order, { at }) => endAfterSale({ merchantId, afterSaleId: caseOf(no), version, end: { kind: 'withdrawn' }, at }, order),
  };
}

export const caseOf = (no: string) => afterSaleIdOf(merchantId, no);

/** What the factory asked for comes from its own streams, as the binding does: a store that outlives a world may hold prices. */
function pricesIn(order: Order, events: readonly OrderEvent[]): ReadonlyMap<string, Fen> {
  return new Map(events.flatMap((event) => {
    const line = event.type === 'AllocationCreated' ? findLine(order, event.lineId) : undefined;
    return line && event.type === 'AllocationCreated' && event.settlementPriceFen !== null ? [[priceSkuOf(line), asFen(event.settlementPriceFen)] as const] : [];
  }));
}
