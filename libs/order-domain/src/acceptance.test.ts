import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { acceptAllocation } from './acceptance.js';
import { recallAllocations } from './allocation.js';
import type { OrderEvent } from './events.js';
import { orderEvolution } from './evolve.js';
import { after, fold } from './sample-commands.js';
import { allocated, at, factory, later, merchant, otherFactory, shirt, shirtAllocation, story } from './samples.js';
import { clocksOf, isLate, recordMissed } from './stage-clocks.js';

const given = sentences(orderEvolution);
const acceptShirt = { factoryId: factory, allocationId: shirtAllocation, at: later };
const clocked: OrderEvent = { type: 'ShipBySet', shipBy: '2026-11-13T10:00:00.000Z', rule: 'LIMIT', basis: 'PAID_AT', basisAt: at, ruleVersion: 0, pausesOn: [], at };
const targets = [{ stage: 'ACCEPT', bindingId: null, minutes: 30 }] as const;

describe('F-SL-02 a factory accepts', () => {
  test('F-SL-02: what is allocated to it is taken up, once; a label or paper says the same', () => {
    given(...story('allocated')).when(acceptAllocation, acceptShirt).then({ type: 'AllocationAccepted', allocationId: shirtAllocation, factoryId: factory });
    for (const until of ['requested', 'printed'] as const) given(...story(until)).when(acceptAllocation, acceptShirt).then();
  });
  test('F-SL-02 F-AL-10: not what is another factory’s, taken back, returned, or of an older epoch', () => {
    given(...story('allocated')).when(acceptAllocation, { ...acceptShirt, factoryId: otherFactory }).thenRefused({ code: 'ALLOCATION_NOT_FOUND' });
    given(...story('returned')).when(acceptAllocation, acceptShirt).thenRefused({ code: 'ALLOCATION_RETURNED' });
    const recalled = after(story('allocated'), recallAllocations, { merchantId: merchant, allocationIds: [shirtAllocation], reason: '换厂', at: later });
    given(...recalled).when(acceptAllocation, acceptShirt).thenRefused({ code: 'ALLOCATION_CANCELLED' });
    given(...recalled, allocated(shirt, 2)).when(acceptAllocation, acceptShirt).thenRefused({ code: 'STALE_EPOCH' });
  });
  test('F-SL-02: its ACCEPT clock ends then, and the PRINT clock begins; a breach is told once', () => {
    const accepted = fold(after([...story('allocated'), clocked], acceptAllocation, acceptShirt));
    const clock = (stage: string) => clocksOf(accepted, targets).find((one) => one.stage === stage);
    expect(clock('ACCEPT')).toMatchObject({ startedAt: at, endedAt: later, owner: 'FACTORY' });
    expect(clock('PRINT')).toMatchObject({ startedAt: later, endedAt: null });
    const tooLate = '2026-11-11T02:30:00.001Z';
    given(...story('allocated'), clocked).when(recordMissed, { targets, at: tooLate }).then({ type: 'StageMissed', stage: 'ACCEPT', allocationId: shirtAllocation, owner: 'FACTORY' });
    const inTime = fold(after([...story('allocated'), clocked], acceptAllocation, { ...acceptShirt, at: '2026-11-11T02:30:00.000Z' }));
    expect(clocksOf(inTime, targets).filter(({ stage }) => stage === 'ACCEPT').map((one) => isLate(one, tooLate))).toEqual([false]);
  });
});
