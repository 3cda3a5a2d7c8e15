import { randomUUID } from 'node:crypto';
import { activeHolds } from '@daifa/order-domain/order';
import { done } from '../client/answers.js';
import { hold, release, reopen, withdraw } from './operations.js';
import { isDone, revisionOf, type Race, type Round } from './race.js';
import { allocated, type Ready } from './ready.js';
import { atOnce } from './at-once.js';

/** Holds that come and go. */

const PREPARED_AT_ONCE = 16;

export const releaseOrHold: Race = {
  id: 'X-06',
  title: 'release ‖ new hold of another cause',
  orders: ['release first', 'hold first'],
  prepare: async (world, rounds) => atOnce(await allocated(world, rounds), PREPARED_AT_ONCE, async ({ orderId }): Promise<Round> => {
    const { holdId = '', revision } = done(await world.merchant.hold(orderId, { effect: 'SUSPEND', reason: '核对库存', handle: 'first' }));
    return { orderId, readyAt: revision, pair: [release(world, orderId, holdId), hold(world, orderId, 'second')] };
  }),
  orderOf: ({ records }) => ((records.findLast(({ event }) => event.type === 'HoldPlaced')?.revision ?? 0) > (records.find(({ event }) => event.type === 'HoldReleased')?.revision ?? 0) ? 'release first' : 'hold first'),
  wrong: (run) => {
    const active = activeHolds(run.end).map(({ causeId }) => causeId);
    return isDone(run, 'release') && isDone(run, 'hold') && active.join() === 'second' ? null : `in the end these hold: ${active.join()}`;
  },
};

export const withdrawOrReopen: Race = {
  id: 'X-07',
  title: 'withdraw (version 2) ‖ re-open (version 3) of one case',
  orders: ['withdrawal first', 're-opening first'],
  prepare: async (world, rounds) => atOnce(await allocated(world, rounds), PREPARED_AT_ONCE, async ({ orderId, readyAt }: Ready): Promise<Round> => {
    const no = `AS${randomUUID()}`;
    done(await world.merchant.openAfterSale({ orderId, platformAfterSaleNo: no, type: 'REFUND_ONLY', version: 1 }));
    return { orderId, readyAt: readyAt + OPENED_EVENTS, pair: [withdraw(world, no, 2), reopen(world, orderId, no, 3)] };
  }),
  orderOf: ({ records }) => (records.filter(({ event }) => event.type === 'HoldReleased').some(({ event }) => event.type === 'HoldReleased' && event.reason === 'WITHDRAWN') ? 'withdrawal first' : 're-opening first'),
  wrong: (run) => {
    const active = activeHolds(run.end);
    const [latest] = active;
    if (active.length !== 1 || latest?.causeVersion !== 3) return 'the end state is not that of the newest version, 3';
    return revisionOf(run, 'AllocationCancelled') < Infinity && run.end.allocations.every(({ state }) => state.kind === 'cancelled') ? null : 'an allocation is open under the case';
  },
};

/** The hold, and what it took back. */
const OPENED_EVENTS = 2;
