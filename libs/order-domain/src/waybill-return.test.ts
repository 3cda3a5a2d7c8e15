import { describe, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { orderEvolution } from './evolve.js';
import { asLabelId } from './ids.js';
import { recordNumber, requestLabel } from './labels.js';
import { changeReceiver } from './receiver.js';
import { after, labelShirt, numberOfShirt, returnShirt, shipAll, withPause, withRefund } from './sample-commands.js';
import { allocated, at, factory, label1, later, merchant, movedReceiver, order1, otherFactory, permit1, shirtAllocation, socks, socksAllocation, story, waybill1 } from './samples.js';
import { shipOrder } from './shipping.js';
import { reportGhost, returnWaybill, revokeReturn } from './waybill-return.js';

const given = sentences(orderEvolution);
const extras = (count: number) => Array.from({ length: count }, (_, n) => `YT88000001000${n}`);
const unreturn = { factoryId: factory, allocationId: shirtAllocation, reason: '录错', at: later };
const typed = 'YT8800000000090';
const shared = after(after([...story('allocated'), allocated(socks)], requestLabel, { ...labelShirt, allocationIds: [shirtAllocation, socksAllocation] }), recordNumber, numberOfShirt);

describe('F-FP-07 F-FP-08 returning a waybill', () => {
  test('our own label comes back with its own number and carrier', () => {
    given(...story('printed')).when(returnWaybill, returnShirt).then({ type: 'WaybillReturned', waybillNo: waybill1, labelId: label1, origin: 'EWAYBILL' });
    given(...story('printed')).when(returnWaybill, { ...returnShirt, waybillNo: typed }).thenRefused({ code: 'WAYBILL_NOT_ISSUED_NUMBER', labelId: label1 });
    given(...story('printed')).when(returnWaybill, { ...returnShirt, carrier: 'STO' }).thenRefused({ code: 'ISSUE_SHIP_CARRIER_DIFFER', issuedBy: 'YTO' });
    given(...story('printed')).when(returnWaybill, { ...returnShirt, carrier: 'STO', waybillNo: typed }).thenRefused({ code: 'WAYBILL_NOT_ISSUED_NUMBER' }, { code: 'ISSUE_SHIP_CARRIER_DIFFER' });
  });
  test('PDD-10: without a label of ours the number is typed', () => {
    given(...story('allocated')).when(returnWaybill, { ...returnShirt, waybillNo: typed }).then({ type: 'WaybillReturned', origin: 'TYPED', labelId: null });
  });
  test('the same number again is so already, another one is not', () => {
    given(...story('returned')).when(returnWaybill, returnShirt).then();
    given(...story('returned')).when(returnWaybill, { ...returnShirt, waybillNo: typed }).thenRefused({ code: 'ALLOCATION_RETURNED', waybillNo: waybill1 }, { code: 'WAYBILL_NOT_ISSUED_NUMBER' });
    given(...story('returned')).when(returnWaybill, { ...returnShirt, factoryId: otherFactory }).thenRefused({ code: 'ALLOCATION_NOT_FOUND' });
  });
  test('ten extra numbers are taken, the eleventh, the main one and one named twice are not', () => {
    given(...story('printed')).when(returnWaybill, { ...returnShirt, extraWaybillNos: extras(10) }).then({ type: 'WaybillReturned' }, { type: 'ExtraWaybillsReturned', extraWaybillNos: extras(10) });
    given(...story('printed')).when(returnWaybill, { ...returnShirt, extraWaybillNos: extras(11) }).thenRefused({ code: 'SLAVE_LIMIT', max: 10 });
    given(...story('printed')).when(returnWaybill, { ...returnShirt, extraWaybillNos: [waybill1] }).thenRefused({ code: 'SLAVE_EQUALS_MAIN' });
    given(...story('printed')).when(returnWaybill, { ...returnShirt, extraWaybillNos: [typed, typed] }).thenRefused({ code: 'WAYBILL_DUPLICATED', waybillNo: typed });
  });
  test('F-FP-03 a held line is not returned', () => {
    given(...withPause(story('labelled'))).when(returnWaybill, returnShirt).thenRefused({ code: 'PRINT_BLOCKED' });
    given(...withRefund(story('allocated'))).when(returnWaybill, { ...returnShirt, waybillNo: typed }).thenRefused({ code: 'ALLOCATION_CANCELLED', instruction: 'NONE' }, { code: 'PRINT_BLOCKED' });
  });
  test('a parcel comes back whole, whichever of its lines is named', () => {
    given(...shared).when(returnWaybill, returnShirt).then({ type: 'WaybillReturned', allocationIds: [shirtAllocation, socksAllocation] });
  });
  test('two parcels do not come back under one number', () => {
    const two = [...story('labelled'), allocated(socks),
      { type: 'LabelRequested', labelId: asLabelId(`${order1}.L2`), allocationIds: [socksAllocation], factoryId: factory, carrier: 'YTO', addressVersion: 1, subjectKeyId: order1, at } as const,
      { type: 'LabelIssued', labelId: asLabelId(`${order1}.L2`), waybillNo: typed, sortCode: '', packageCenter: '', markDestination: '', reusedFrom: null, at } as const];
    given(...two).when(returnWaybill, { ...returnShirt, allocationIds: [shirtAllocation, socksAllocation] }).thenRefused({ code: 'WAYBILL_NOT_ISSUED_NUMBER', labelId: asLabelId(`${order1}.L2`) });
  });
});

describe('F-FP-04 taking a return back', () => {
  test('puts the fence up again, whole parcel and all', () => {
    given(...story('returned')).when(revokeReturn, unreturn).then({ type: 'WaybillReturnRevoked', allocationIds: [shirtAllocation], waybillNo: waybill1 });
    given(...after(shared, returnWaybill, returnShirt)).when(revokeReturn, unreturn).then({ type: 'WaybillReturnRevoked', allocationIds: [shirtAllocation, socksAllocation] });
    given(...after(story('returned'), revokeReturn, unreturn)).when(returnWaybill, returnShirt).then({ type: 'WaybillReturned', labelId: label1 });
  });
  test('is refused once shipped, and to strangers; what is not returned needs none', () => {
    given(...after(story('returned'), shipOrder, shipAll)).when(revokeReturn, unreturn).thenRefused({ code: 'ORDER_ALREADY_SHIPPED' });
    given(...story('returned')).when(revokeReturn, { ...unreturn, factoryId: otherFactory }).thenRefused({ code: 'ALLOCATION_NOT_FOUND' });
    given(...story('printed')).when(revokeReturn, unreturn).then();
  });
  test('R-12 two holds that came meanwhile: the first takes back, the second finds nothing open', () => {
    given(...withPause(withRefund(story('returned')))).when(revokeReturn, unreturn).then({ type: 'WaybillReturnRevoked' }, { type: 'AllocationCancelled' }, { type: 'PrintPermitRevoked' }, { type: 'FactoryTaskOpened' }, { type: 'LabelVoidRequested' });
    given(...withRefund(withPause(story('returned')))).when(revokeReturn, unreturn).then({ type: 'WaybillReturnRevoked' }, { type: 'PrintPermitRevoked' }, { type: 'FactoryTaskOpened' }, { type: 'LabelVoidRequested' }, { type: 'AllocationCancelled' });
  });
  test('R-12 F-AS-06 an address changed meanwhile stops the old label in that very append', () => {
    const moved = after(story('returned'), changeReceiver, { merchantId: merchant, receiver: movedReceiver, at: later });
    given(...moved).when(revokeReturn, unreturn).then(
      { type: 'WaybillReturnRevoked' }, { type: 'HoldPlaced', holdType: 'ADDRESS_CHANGED', effect: 'SUSPEND' }, { type: 'PrintPermitRevoked', permitId: permit1 }, { type: 'FactoryTaskOpened', task: 'DESTROY_LABEL' }, { type: 'LabelVoidRequested', cause: 'ADDRESS_CHANGED' });
    given(...after(moved, revokeReturn, unreturn)).when(returnWaybill, returnShirt).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'WAYBILL_ADDRESS_CHANGED' });
  });
});

describe('R-08 R-17 a parcel of a taken-back allocation that left all the same', () => {
  const ghost = { factoryId: factory, allocationId: shirtAllocation, waybillNo: waybill1, reason: '已发出', at: later };
  test('is a ghost with its reason, once for its number', () => {
    given(...withRefund(story('printed'))).when(reportGhost, ghost).then({ type: 'GhostShipmentRaised', allocationIds: [shirtAllocation], reason: '已发出' });
  });
  test('what is open or returned, or another factory’s, is none', () => {
    given(...story('printed')).when(reportGhost, ghost).thenRefused({ code: 'ORDER_NOT_SHIPPABLE' });
    given(...story('returned')).when(reportGhost, ghost).thenRefused({ code: 'ALLOCATION_RETURNED' });
    given(...withRefund(story('printed'))).when(reportGhost, { ...ghost, factoryId: otherFactory }).thenRefused({ code: 'ALLOCATION_NOT_FOUND' });
  });
});
