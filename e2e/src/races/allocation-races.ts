import { allDone } from '../client/answers.js';
import { tenants } from '../client/world.js';
import { bindingOf, typedWaybillNo } from '../stories/fresh.js';
import { allocate, factory2Id, factoryId, giveBack, recall, refund } from './operations.js';
import { codesOf, isDone, revisionOf, type Race } from './race.js';
import { allocated, hundreds, imported } from './ready.js';

/** Lines promised to factories, and taken back. */

export const refundOrAllocate: Race = {
  id: 'X-04',
  title: 'refund ‖ allocate',
  orders: ['refund first', 'allocation first'],
  prepare: async (world, rounds) => {
    const binding = await bindingOf(world, tenants.factory);
    return (await imported(world, rounds)).map(({ orderId, readyAt }) => ({ orderId, readyAt, pair: [refund(world, orderId), allocate(world, orderId, factoryId, binding)] }));
  },
  orderOf: (run) => (isDone(run, 'allocate') ? 'allocation first' : 'refund first'),
  wrong: (run) => {
    if (!isDone(run, 'allocate')) return codesOf(run, 'allocate').join() === 'ORDER_HAS_AFTERSALE' ? null : `refused as ${codesOf(run, 'allocate').join()}`;
    return run.end.allocations.every(({ state }) => state.kind === 'cancelled' && state.cause === 'HOLD') ? null : 'an allocation is open under a refund';
  },
};

export const recallOrReturn: Race = {
  id: 'X-05',
  title: 'merchant recall ‖ waybill return',
  orders: ['recall first', 'return first'],
  prepare: async (world, rounds) => (await allocated(world, rounds)).map(({ orderId, allocationId, readyAt }) => ({
    orderId, readyAt, pair: [recall(world, allocationId), giveBack(world.factory, { name: 'return', factoryId }, allocationId, typedWaybillNo())],
  })),
  orderOf: (run) => (isDone(run, 'return') ? 'return first' : 'recall first'),
  wrong: (run) => {
    if (isDone(run, 'return') === isDone(run, 'recall')) return 'both or neither were done';
    const [loser, code] = isDone(run, 'return') ? (['recall', 'ALLOCATION_RETURNED'] as const) : (['return', 'ALLOCATION_CANCELLED'] as const);
    return codesOf(run, loser).join() === code ? null : `${loser} was refused as ${codesOf(run, loser).join()}`;
  },
};

/** The old factory's return meets the new factory's allocation, and then the new factory's return. */
export const oldOrNewFactory: Race = {
  id: 'X-10',
  title: 'return of the old factory ‖ allocation to a new one',
  orders: ['old return first', 'new allocation first'],
  prepare: async (world, rounds) => {
    const binding = await bindingOf(world, tenants.factory2);
    const orders = await allocated(world, rounds);
    await hundreds(orders, async (some) => allDone(await world.merchant.recall(some.map(({ allocationId }) => ({ allocationId, reason: '更换厂家' })))));
    return orders.map(({ orderId, allocationId, readyAt }) => {
      const [old, current] = [typedWaybillNo(), typedWaybillNo()];
      const returnOld = giveBack(world.factory, { name: 'old return', factoryId }, allocationId, old);
      const returnNew = giveBack(world.factory2, { name: 'new return', factoryId: factory2Id }, `${orderId}.1.2`, current);
      return { orderId, readyAt: readyAt + 1, pair: [returnOld, allocate(world, orderId, factory2Id, binding)], then: [returnNew, { ...returnOld, name: 'old return again' }] };
    });
  },
  orderOf: (run) => (codesOf(run, 'old return').join() === 'STALE_EPOCH' ? 'new allocation first' : 'old return first'),
  wrong: (run) => {
    const first = codesOf(run, 'old return').join();
    if (first !== 'STALE_EPOCH' && first !== 'ALLOCATION_CANCELLED') return `the old factory's return: ${first || 'done'}`;
    if (codesOf(run, 'old return again').join() !== 'STALE_EPOCH') return 'the old epoch may return after the new one has';
    return isDone(run, 'new return') && revisionOf(run, 'WaybillReturned') < Infinity ? null : 'the current epoch could not return';
  },
};
