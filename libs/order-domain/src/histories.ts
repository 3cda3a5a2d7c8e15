import type { Decision } from '@daifa/decider/decision';
import { Dice } from './dice.js';
import { endAfterSale, modifyAfterSale, openAfterSale, type ObserveAfterSale } from './after-sales.js';
import { allocateLines, recallAllocations, repickDue, resumeAutoRoute } from './allocation.js';
import type { LineQuantity, OrderEvent } from './events.js';
import { evolve } from './evolve.js';
import { placeHold, releaseHold } from './holds.js';
import { asAfterSaleId, asAllocationId, asHoldId, asInterceptId, asLabelId, asLineId, asPermitId, asPrintJobId, type AllocationId, type FactoryId, type LabelId } from './ids.js';
import { observeOrder } from './intake.js';
import { closeIntercept } from './intercepts.js';
import type { RecordedEvent } from './invariants.js';
import { recordFailure, recordNumber, recordVoid, requestLabel } from './labels.js';
import { unborn, type Order } from './order.js';
import { confirmPayment } from './payment.js';
import { authorizePrint, consumePermit, grantPermit, renderLabel, reportPrint } from './print.js';
import { changeReceiver } from './receiver.js';
import type { Refusal } from './refusals.js';
import { ruleEvolution } from './rules.js';
import { decideReview } from './review.js';
import { binding, facts, factory, key, lines, merchant, movedReceiver, order1, otherFactory, receiver } from './samples.js';
import { shipOrder, shipVirtually } from './shipping.js';
import { shortageCommands } from './shortage-histories.js';
import { recordMissed } from './stage-clocks.js';
import { STAGES } from './stage-targets.js';
import { observeTracking } from './tracking.js';
import { voidLabel } from './void-label.js';
import { reportGhost, returnWaybill, revokeReturn } from './waybill-return.js';
import { HOLD_TYPES, type PlatformStatus } from './words.js';

/**
 * Random lives of one order, for properties and for loads: dice choose a command of any room and what it names, mostly from
 * what the order has. The same rolls give the same history.
 */
export type Roll = { readonly command: CommandName; readonly seed: number; readonly ms: number };

/** A command with everything it names settled, so that it can be asked of any state. */
export type Asked = (order: Order) => Decision<OrderEvent, Refusal>;

export type Step = { readonly roll: Roll; readonly ask: Asked; readonly decision: Decision<OrderEvent, Refusal>; readonly before: Order; readonly after: Order };

export type History = { readonly order: Order; readonly steps: readonly Step[]; readonly recorded: readonly RecordedEvent[] };

const START_MS = Date.parse('2026-11-11T02:00:00.000Z');

export function play(rolls: readonly Roll[]): History {
  let order = unborn;
  let nowMs = START_MS;
  const steps: Step[] = [];
  const recorded: RecordedEvent[] = [];
  for (const [n, roll] of rolls.entries()) {
    nowMs += roll.ms;
    const ask = commands[roll.command](new Dice(roll.seed), order, new Date(nowMs).toISOString());
    const before = order;
    const decision = ask(before);
    const events = decision.kind === 'accepted' ? decision.events : [];
    order = events.reduce(evolve, before);
    recorded.push(...events.map((event, i) => ({ revision: recorded.length + i, event, commandId: `c${n}` })));
    steps.push({ roll, ask, decision, before, after: order });
  }
  return { order, steps, recorded };
}

const nobody = asAllocationId(`${order1}.9.9`);
const factories: readonly FactoryId[] = [factory, otherFactory];
const caseIds = ['71f0c9f4-5d2a-4a30-8d0e-5a5a5a5a0001', '71f0c9f4-5d2a-4a30-8d0e-5a5a5a5a0002'].map(asAfterSaleId);
const caseId = (dice: Dice) => dice.of(caseIds, asAfterSaleId('71f0c9f4-5d2a-4a30-8d0e-5a5a5a5a0003'));
const openCase = (dice: Dice, order: Order) => dice.of(order.holds.filter(({ type, released }) => type === 'AFTER_SALE' && !released).map(({ causeId }) => asAfterSaleId(causeId)), caseId(dice));
const scope = (dice: Dice, order: Order): readonly LineQuantity[] => (dice.chance(3) ? [] : dice.some(order.lines).map(({ lineId, quantity }) => ({ lineId, quantity: dice.of([quantity], 1) })));
const allocationIds = (dice: Dice, order: Order): readonly AllocationId[] => [dice.of(order.allocations.slice(-4).map((one) => one.allocationId), nobody), ...(dice.chance(3) ? dice.some(order.allocations).map((one) => one.allocationId) : [])];
const quantities = (dice: Dice, order: Order): readonly LineQuantity[] => dice.some([...order.lines, ...order.lines]).map(({ lineId, quantity }) => ({ lineId, quantity: dice.of([quantity, 1, 1], quantity + 1) }));
const factoryOf = (dice: Dice, order: Order, id: AllocationId | undefined): FactoryId => dice.of([order.allocations.find((one) => one.allocationId === id)?.factoryId ?? factory], otherFactory);
const numberOf = (dice: Dice, order: Order, id: AllocationId | undefined): string => dice.of(order.labels.filter((label) => id !== undefined && label.allocationIds.includes(id) && label.waybillNo !== null).map(({ waybillNo }) => waybillNo ?? ''), `YT99${dice.below(3)}`);

export type Command = (dice: Dice, order: Order, at: string) => Asked;

const bind = <Value>(decide: (command: Value, order: Order) => Decision<OrderEvent, Refusal>, command: Value): Asked => (order) => decide(command, order);

function observed(dice: Dice, at: string): Asked {
  const minute = dice.below(6);
  const platformStatus = dice.of<PlatformStatus>(['AWAITING_SHIPMENT', 'AWAITING_SHIPMENT', 'AWAITING_SHIPMENT', 'PARTLY_SHIPPED'], 'CLOSED');
  const flags = { inReview: dice.chance(20), hasAfterSale: dice.chance(20) };
  const told = { ...facts, platformStatus, platformUpdatedAt: dice.chance(8) ? null : `2026-11-11T01:0${minute}:00.000Z`, paidFen: dice.of([facts.paidFen], 0) };
  const where = dice.chance(4) ? movedReceiver : receiver;
  const contentKey = JSON.stringify([told.platformStatus, told.platformUpdatedAt, told.paidFen, flags, where.receiverKey]);
  const ordered = lines.map((line) => ({ ...line, mode: dice.of([line.mode], 'SELF' as const), quantity: 1 + dice.below(3) }));
  return bind(observeOrder, { ...key, placedAt: null, facts: { ...told, contentKey }, receiver: where, lines: ordered, ...flags, approve: dice.of(['RULE'] as const, 'PERSON'), cod: dice.chance(10), matched: dice.chance(10) ? [{ ruleId: 'r', code: 'BUYER_MESSAGE' }] : [], rules: ruleEvolution.initial, at });
}

function told(dice: Dice, order: Order, at: string): ObserveAfterSale {
  const version = dice.chance(3) ? null : 1 + dice.below(6);
  const named = dice.chance(2) ? { lines: scope(dice, order), platformLines: [] } : { lines: [], platformLines: dice.some(['p-1', 'p-2']).map((platformLineNo) => ({ platformLineNo, quantity: 1 })) };
  return { merchantId: merchant, afterSaleId: caseId(dice), afterSaleType: dice.of(['REFUND_ONLY'] as const, 'RETURN_REFUND'), version, ...named, at };
}

function printAsked(dice: Dice, order: Order, at: string) {
  const label = order.labels.at(-1 - dice.below(2)) ?? order.labels.at(-1);
  return { orderId: order1, labelId: label?.labelId ?? asLabelId('none'), factoryId: dice.of([label?.factoryId ?? factory], otherFactory), printJobId: asPrintJobId(`job-${dice.below(4)}`), reprintReason: dice.chance(2) ? '卡纸' : '', at };
}

function permitUsed(dice: Dice, order: Order, at: string) {
  const permit = order.permits.at(-1 - dice.below(3)) ?? order.permits.at(-1);
  return { permitId: permit?.permitId ?? asPermitId('none'), factoryId: dice.of([permit?.factoryId ?? factory], otherFactory), at };
}

function numbersReturned(dice: Dice, order: Order, at: string): Asked {
  const ids = allocationIds(dice, order);
  const extraWaybillNos = dice.chance(4) ? [`YT88${dice.below(3)}`, `YT87${dice.below(3)}`] : [];
  return bind(returnWaybill, { factoryId: factoryOf(dice, order, ids[0]), allocationIds: ids, carrier: dice.of(['YTO'], 'STO'), waybillNo: numberOf(dice, order, ids[0]), extraWaybillNos, at });
}

const labelOf = (dice: Dice, order: Order) => dice.of(order.labels.slice(-3).map(({ labelId }) => labelId), asLabelId('none'));
/** A carrier gives a label one number, however often it is asked. */
const boughtFor = (labelId: LabelId) => ({ labelId, waybillNo: `YT0${labelId.slice(-3)}`, sortCode: '330', packageCenter: '', markDestination: '' });

const commands = {
  observeOrder: (dice, _order, at) => observed(dice, at),
  decideReview: (dice, _order, at) => bind(decideReview, { merchantId: merchant, decision: dice.of(['APPROVED'] as const, 'REJECTED'), note: '', rules: ruleEvolution.initial, at }),
  confirmPayment: (_dice, _order, at) => bind(confirmPayment, { merchantId: merchant, note: '已电话确认', rules: ruleEvolution.initial, at }),
  recordMissed: (dice, _order, at) => bind(recordMissed, { targets: STAGES.map((stage) => ({ stage, bindingId: null, minutes: dice.below(2) })), at }),
  changeReceiver: (dice, _order, at) => bind(changeReceiver, { merchantId: merchant, receiver: dice.chance(2) ? receiver : movedReceiver, at }),
  placeHold: (dice, order, at) => bind(placeHold, { merchantId: null, type: dice.of(HOLD_TYPES.filter((type) => type !== 'AFTER_SALE' && type !== 'ADDRESS_CHANGED' && type !== 'COD_CONFIRM'), 'APP'), effect: dice.chance(2) ? 'CANCEL' : 'SUSPEND', lines: scope(dice, order), causeId: `h${dice.below(2)}`, placedBy: dice.of(['merchant'] as const, 'platform'), reason: '', at }),
  releaseHold: (dice, order, at) => bind(releaseHold, { merchantId: null, holdId: dice.of(order.holds.filter(({ released }) => !released).map(({ holdId }) => holdId), asHoldId('none')), releasedBy: dice.of(['merchant', 'merchant', 'platform'] as const, 'system'), reason: '', at }),
  openAfterSale: (dice, order, at) => bind(openAfterSale, told(dice, order, at)),
  modifyAfterSale: (dice, order, at) => bind(modifyAfterSale, told(dice, order, at)),
  withdrawAfterSale: (dice, order, at) => bind(endAfterSale, { merchantId: merchant, afterSaleId: openCase(dice, order), version: dice.chance(2) ? null : 1 + dice.below(6), end: { kind: 'withdrawn' }, at }),
  closeAfterSale: (dice, order, at) => bind(endAfterSale, { merchantId: merchant, afterSaleId: openCase(dice, order), version: dice.chance(2) ? null : 1 + dice.below(6), end: { kind: 'closed', refunded: dice.chance(2) ? [] : quantities(dice, order) }, at }),
  allocateLines: (dice, order, at) => bind(allocateLines, { orderId: order1, merchantId: merchant, factoryId: dice.of(factories, factory), lines: dice.chance(2) ? [] : quantities(dice, order), binding: dice.chance(25) ? null : { ...binding, fenced: !dice.chance(5) }, at }),
  repick: (dice, order, at) => {
    const due = repickDue(order)[0] ?? { factoryId: factory, lines: [{ lineId: asLineId('none'), quantity: 1 }] };
    return bind(allocateLines, { orderId: order1, merchantId: merchant, ...due, binding: { ...binding, fenced: !dice.chance(5) }, at });
  },
  recallAllocations: (dice, order, at) => bind(recallAllocations, { merchantId: merchant, allocationIds: allocationIds(dice, order), reason: '缺货', at }),
  resumeAutoRoute: (dice, order, at) => bind(resumeAutoRoute, { merchantId: merchant, lineId: dice.of(order.lines.map(({ lineId }) => lineId), asLineId('none')), at }),
  requestLabel: (dice, order, at) => {
    const ids = allocationIds(dice, order);
    return bind(requestLabel, { orderId: order1, factoryId: factoryOf(dice, order, ids[0]), allocationIds: ids, carrier: 'YTO', at });
  },
  recordNumber: (dice, order, at) => bind(recordNumber, { ...boughtFor(labelOf(dice, order)), at }),
  voidLabel: (dice, order, at) => bind(voidLabel, { labelId: labelOf(dice, order), by: dice.chance(2) ? { kind: 'merchant', merchantId: merchant } : { kind: 'factory', factoryId: factory }, at }),
  recordFailure: (dice, order, at) => bind(recordFailure, { labelId: labelOf(dice, order), reason: '停发', at }),
  recordVoid: (dice, order, at) => bind(recordVoid, { labelId: labelOf(dice, order), outcome: dice.chance(3) ? { kind: 'failed', reason: '已揽收', quarantined: true } : { kind: 'voided' }, at }),
  authorizePrint: (dice, order, at) => bind(authorizePrint, printAsked(dice, order, at)),
  grantPermit: (dice, order, at) => bind(grantPermit, printAsked(dice, order, at)),
  consumePermit: (dice, order, at) => bind(consumePermit, permitUsed(dice, order, at)),
  renderLabel: (dice, order, at) => bind(renderLabel, { ...permitUsed(dice, order, at), format: 'PDF' }),
  reportPrint: (dice, order, at) => bind(reportPrint, { ...permitUsed(dice, order, at), result: dice.of(['PRINTED', 'FAILED'] as const, 'UNKNOWN') }),
  returnWaybill: numbersReturned,
  revokeReturn: (dice, order, at) => {
    const allocationId = dice.of(order.allocations.slice(-3).map((one) => one.allocationId), nobody);
    return bind(revokeReturn, { factoryId: factoryOf(dice, order, allocationId), allocationId, reason: '录错', at });
  },
  reportGhost: (dice, order, at) => {
    const allocationId = dice.of(order.allocations.map((one) => one.allocationId), nobody);
    return bind(reportGhost, { factoryId: factoryOf(dice, order, allocationId), allocationId, waybillNo: `YT9${dice.below(2)}`, reason: '已发出', at });
  },
  shipOrder: (dice, order, at) => bind(shipOrder, { merchantId: merchant, allocationIds: dice.chance(2) ? [] : allocationIds(dice, order), shipMethod: 'SELF_ARRANGED', returnAddress: { id: 'a1', snapshot: binding.sender }, channel: { kind: 'checked', at, blocks: false }, at }),
  shipVirtually: (dice, order, at) => bind(shipVirtually, { merchantId: merchant, allocationId: dice.of(order.allocations.slice(-2).map((one) => one.allocationId), nobody), channel: { kind: 'checked', at, blocks: false }, at }),
  closeIntercept: (dice, order, at) => bind(closeIntercept, { merchantId: merchant, interceptId: dice.of(order.intercepts.map(({ interceptId }) => interceptId), asInterceptId('none')), outcome: 'INTERCEPTED', note: '', at }),
  observeTracking: (dice, order, at) => bind(observeTracking, { waybillNo: dice.of(order.labels.flatMap(({ waybillNo }) => waybillNo ?? []), 'YT990'), code: dice.of(['103'], '200'), scannedAt: `2026-11-12T0${dice.below(3)}:00:00.000Z`, at }),
  ...shortageCommands,
} satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

export const COMMAND_NAMES: readonly CommandName[] = Object.keys(commands).filter((name): name is CommandName => name in commands);

/** What a working day is mostly made of: without it, every random order would be born, held and forgotten. */
const USUAL = ['allocateLines', 'requestLabel', 'recordNumber', 'authorizePrint', 'consumePermit', 'renderLabel', 'returnWaybill', 'repick', 'releaseHold', 'withdrawAfterSale', 'recordVoid', 'shipOrder'] as const satisfies readonly CommandName[];
const NAMES: readonly CommandName[] = [...COMMAND_NAMES, ...USUAL, ...USUAL, ...USUAL, ...USUAL];
const STEP_MS_MAX = 20_000;

/** One roll from one number of 32 bits. */
export function rollOf(seed: number): Roll {
  const dice = new Dice(seed);
  return { command: NAMES[dice.below(NAMES.length)] ?? 'observeOrder', seed: dice.below(2 ** 31), ms: dice.below(STEP_MS_MAX) };
}

/** The first days of an order without incident: imported, approved, allocated, labelled. */
export const CALM_START: readonly Roll[] = (['observeOrder', 'decideReview', 'allocateLines', 'requestLabel', 'recordNumber'] as const).map((command) => ({ command, seed: 1, ms: 1_000 }));
