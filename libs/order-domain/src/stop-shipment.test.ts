import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { orderEvolution } from './evolve.js';
import { asHoldId } from './ids.js';
import { authorizePrint } from './print.js';
import { after, fold, printShirt, shipAll, withRefund } from './sample-commands.js';
import { facts, later, shirtAllocation, story } from './samples.js';
import { shipOrder } from './shipping.js';
import { stopShipment } from './stop-shipment.js';

const given = sentences(orderEvolution);
const stop = { stopId: 'stop-1', reason: '买家申请退款', at: later };
const held = { type: 'HoldPlaced', holdId: asHoldId('BUYER_CANCEL:stop-1:1'), holdType: 'BUYER_CANCEL', effect: 'CANCEL', placedBy: 'platform' } as const;

describe('the platform asks to stop an order', () => {
  test('F-FP-09: an order that is not here is NOT_SYNCED', () => {
    given().when(stopShipment, stop).thenRefused({ code: 'NOT_SYNCED' });
  });
  test('F-FP-09: before paper exists the hold and all it does are one append; asked again it is so already', () => {
    given(...story('approved')).when(stopShipment, stop).then(held);
    given(...story('allocated')).when(stopShipment, stop).then(held, { type: 'AllocationCancelled', allocationId: shirtAllocation });
    given(...story('labelled')).when(stopShipment, stop).then(held, { type: 'AllocationCancelled' }, { type: 'LabelVoidRequested', cause: 'HOLD' });
    given(...story('granted')).when(stopShipment, stop).then(held, { type: 'AllocationCancelled' }, { type: 'PrintPermitRevoked' }, { type: 'LabelVoidRequested' });
  });
  test('F-FP-09: paper that exists, or a number that was returned, is LABEL_PRINTED and nothing is held', () => {
    given(...story('printed')).when(stopShipment, stop).thenRefused({ code: 'LABEL_PRINTED' });
    given(...story('returned')).when(stopShipment, stop).thenRefused({ code: 'LABEL_PRINTED' });
  });
  test('F-FP-09: what was shipped, here or as the platform itself says, is ALREADY_SHIPPED', () => {
    given(...after(story('returned'), shipOrder, shipAll)).when(stopShipment, stop).thenRefused({ code: 'ALREADY_SHIPPED' });
    for (const platformStatus of ['PARTLY_SHIPPED', 'SHIPPED', 'COMPLETED'] as const) given(...story('allocated'), { type: 'OrderUpdated', ...facts, platformStatus, at: later }).when(stopShipment, stop).thenRefused({ code: 'ALREADY_SHIPPED' });
  });
  test('F-FP-09: paper of what was taken back since is no obstacle, and an order that is held already is stopped as well', () => {
    given(...withRefund(story('printed'))).when(stopShipment, stop).then(held);
  });
  test('F-FP-09: after a yes nothing is printed, after LABEL_PRINTED the print had come first', () => {
    given(...after(story('labelled'), stopShipment, stop)).when(authorizePrint, printShirt).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'ALLOCATION_CANCELLED' });
    expect(fold(after(story('labelled'), authorizePrint, printShirt)).permits).toMatchObject([{ state: 'consumed' }]);
    given(...after(story('labelled'), authorizePrint, printShirt)).when(stopShipment, stop).thenRefused({ code: 'LABEL_PRINTED' });
  });
});
