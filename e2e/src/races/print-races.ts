import type { StopAnswer } from '../client/shapes.js';
import type { World } from '../client/world.js';
import { done } from '../client/answers.js';
import { factoryId, giveBack, label, move, print, refund, stop } from './operations.js';
import { codesOf, isDone, revisionOf, verdictOf, type Race, type Run } from './race.js';
import { allocated, labelled, printed } from './ready.js';

/** Paper and parcels: what a hold meets on the way from label to return. */

const REFUND_FIRST = 'refund first';

export const refundOrPrint: Race = {
  id: 'X-01',
  title: 'refund ‖ print',
  orders: [REFUND_FIRST, 'print first'],
  prepare: async (world, rounds) => (await labelled(world, rounds)).map(({ orderId, allocationId, readyAt }) => ({ orderId, readyAt, pair: [refund(world, orderId), print(world, orderId, allocationId)] })),
  orderOf: (run) => (isDone(run, 'print') ? 'print first' : REFUND_FIRST),
  wrong: (run) => {
    const paperFirst = isDone(run, 'print');
    if (paperFirst !== revisionOf(run, 'PrintPermitConsumed') < revisionOf(run, 'HoldPlaced')) return 'the answer and the stream tell different sequences';
    if (paperFirst !== revisionOf(run, 'FactoryTaskOpened') < Infinity) return 'paper that exists is to be destroyed, and only that';
    if (!paperFirst && !codesOf(run, 'print').includes('PRINT_BLOCKED')) return `refused as ${codesOf(run, 'print').join()}`;
    return takenBack(run);
  },
};

/** The platform's question is answered by the same append that decides about the paper (F-FP-09). */
export const stopOrPrint: Race = {
  id: 'X-01',
  title: 'F-FP-09: stop query ‖ print',
  orders: ['stop first', 'print first'],
  prepare: async (world, rounds) => Promise.all((await labelled(world, rounds)).map(async ({ orderId, allocationId, readyAt }) => {
    const { platformOrderNo } = done(await world.merchant.order(orderId));
    return { orderId, readyAt, pair: [stop(world, platformOrderNo), print(world, orderId, allocationId)] as const };
  })),
  orderOf: (run) => (isDone(run, 'print') ? 'print first' : 'stop first'),
  wrong: (run) => {
    const verdict = verdictOf(run, 'stop');
    const paperFirst = isDone(run, 'print');
    const told = verdict.kind === 'done' ? (verdict.result as StopAnswer) : null;
    if (told?.result !== (paperFirst ? 'FAIL' : 'SUCCESS') || told.reason !== (paperFirst ? 'LABEL_PRINTED' : null)) return `the platform was told ${told?.result ?? 'nothing'} ${told?.reason ?? ''}`;
    return paperFirst !== revisionOf(run, 'HoldPlaced') < Infinity ? (paperFirst ? null : takenBack(run)) : 'yes without a hold, or no with one';
  },
};

/** The allocation is cancelled by the refund, and its number is on its way to be voided. */
function takenBack({ end }: Run): string | null {
  if (end.allocations.some(({ state }) => state.kind !== 'cancelled')) return 'an allocation is open under a refund';
  return end.labels.every(({ state }) => state === 'void-pending' || state === 'voided' || state === 'void-failed' || state === 'quarantined') ? null : 'a label is alive under a refund';
}

export const refundOrReturn: Race = {
  id: 'X-02',
  title: 'refund ‖ waybill return',
  orders: [REFUND_FIRST, 'return first'],
  prepare: async (world, rounds) => (await printed(world, rounds)).map(({ orderId, allocationId, waybillNo, readyAt }) => ({ orderId, readyAt, pair: [refund(world, orderId), returns(world, allocationId, waybillNo)] })),
  orderOf: (run) => (isDone(run, 'return') ? 'return first' : REFUND_FIRST),
  wrong: (run) => {
    if (!isDone(run, 'return')) return codesOf(run, 'return').includes('ALLOCATION_CANCELLED') && revisionOf(run, 'FactoryTaskOpened') < Infinity ? takenBack(run) : 'R-07: the return is refused and the paper to be destroyed';
    const stands = run.end.allocations.every(({ state }) => state.kind === 'returned') && revisionOf(run, 'InterceptOpened') < Infinity && revisionOf(run, 'AllocationCancelled') === Infinity;
    return stands ? null : 'R-09: nothing blocks, an intercept opens';
  },
};

const returns = (world: World, allocationId: string, waybillNo: string) => giveBack(world.factory, { name: 'return', factoryId }, allocationId, waybillNo);

export const moveOrLabel: Race = {
  id: 'X-09',
  title: 'address change ‖ label',
  orders: ['change first', 'label first'],
  prepare: async (world, rounds) => (await allocated(world, rounds)).map(({ orderId, allocationId, readyAt }) => ({ orderId, readyAt, pair: [move(world, orderId), label(world, orderId, allocationId)] })),
  orderOf: (run) => (revisionOf(run, 'LabelRequested') < revisionOf(run, 'ReceiverChanged') ? 'label first' : 'change first'),
  wrong: ({ records }) => {
    let version = 1;
    const asked = new Map<string, number>();
    for (const { event, revision } of records) {
      if (event.type === 'ReceiverChanged') version = event.addressVersion;
      if (event.type === 'LabelRequested') asked.set(event.labelId, event.addressVersion);
      if (event.type === 'LabelIssued' && asked.get(event.labelId) !== version) return `r${revision}: a label of address version ${String(asked.get(event.labelId))} is issued at version ${version}`;
    }
    return null;
  },
};
