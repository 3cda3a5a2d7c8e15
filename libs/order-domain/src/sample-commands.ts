import { openAfterSale, type EndAfterSale, type ObserveAfterSale } from './after-sales.js';
import type { AllocateLines } from './allocation.js';
import type { OrderEvent } from './events.js';
import { orderEvolution } from './evolve.js';
import { placeHold, type PlaceHold } from './holds.js';
import type { ObserveOrder } from './intake.js';
import type { BoughtNumber, RequestLabel } from './labels.js';
import type { Order } from './order.js';
import type { AuthorizePrint, UsePermit } from './print.js';
import { at, binding, facts, factory, key, label1, later, lines, merchant, order1, permit1, printJob1, receiver, refund1, shirt, shirtAllocation, waybill1 } from './samples.js';
import { defaultRules } from './rules.js';
import type { ShipOrder } from './shipping.js';
import type { Decision } from '@daifa/decider/decision';
import type { ReturnWaybill } from './waybill-return.js';

/** Believable commands for sentences in tests, beside the events of samples.ts. */

/** Of a merchant without rules: everything paid is approved, and nothing has a deadline. */
export const unruled = { cod: false, matched: [], rules: { versions: [{ ...defaultRules, policies: [] }] } } as const satisfies Partial<ObserveOrder>;

export const observe: ObserveOrder = { ...key, placedAt: '2026-11-11T00:58:00.000Z', facts, receiver, lines, inReview: false, hasAfterSale: false, approve: 'RULE', ...unruled, at };
export const openRefund: ObserveAfterSale = { merchantId: merchant, afterSaleId: refund1, afterSaleType: 'REFUND_ONLY', version: 1, lines: [], platformLines: [], at: later };
export const withdrawRefund: EndAfterSale = { merchantId: merchant, afterSaleId: refund1, version: 2, end: { kind: 'withdrawn' }, at: later };
export const riskReview: PlaceHold = { merchantId: null, type: 'RISK_REVIEW', effect: 'CANCEL', lines: [], causeId: 'risk-1', placedBy: 'platform', reason: '审核中', at: later };
export const pause: PlaceHold = { merchantId: merchant, type: 'MERCHANT', effect: 'SUSPEND', lines: [], causeId: 'note-1', placedBy: 'merchant', reason: '等客户确认', at: later };
export const allocateShirt: AllocateLines = { orderId: order1, merchantId: merchant, factoryId: factory, lines: [{ lineId: shirt, quantity: 2 }], binding, at };
export const labelShirt: RequestLabel = { orderId: order1, factoryId: factory, allocationIds: [shirtAllocation], carrier: 'YTO', at };
export const numberOfShirt: BoughtNumber = { labelId: label1, waybillNo: waybill1, sortCode: '330-106-08', packageCenter: '杭州转运中心', markDestination: '杭州', at: later };
export const printShirt: AuthorizePrint = { orderId: order1, labelId: label1, factoryId: factory, printJobId: printJob1, reprintReason: '', at };
export const usePermit: UsePermit = { permitId: permit1, factoryId: factory, at: later };
export const returnShirt: ReturnWaybill = { factoryId: factory, allocationIds: [shirtAllocation], carrier: 'YTO', waybillNo: waybill1, extraWaybillNos: [], at: later };
export const shipAll: ShipOrder = { merchantId: merchant, allocationIds: [], shipMethod: 'SELF_ARRANGED', returnAddress: { id: 'a1', snapshot: binding.sender }, channel: { kind: 'unconnected' }, at: later };

/** The history with what a command adds to it. A refused command is a mistake in the sentence. */
export function after<Command, Refusal>(history: readonly OrderEvent[], decide: (command: Command, order: Order) => Decision<OrderEvent, Refusal>, command: Command): readonly OrderEvent[] {
  const decision = decide(command, fold(history));
  if (decision.kind === 'refused') throw new Error(`refused: ${JSON.stringify(decision.refusals)}`);
  return [...history, ...decision.events];
}

export const fold = (history: readonly OrderEvent[]): Order => history.reduce(orderEvolution.evolve, orderEvolution.initial);

export const withRefund = (history: readonly OrderEvent[]): readonly OrderEvent[] => after(history, openAfterSale, openRefund);
export const withPause = (history: readonly OrderEvent[]): readonly OrderEvent[] => after(history, placeHold, pause);
