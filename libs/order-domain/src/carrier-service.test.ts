import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { addressEvolution, changeAddress, deleteAddress, type AddressEvent } from './addresses.js';
import { applyForService, mayIssue, moveService, type ApplyForService, type CarrierServiceEvent } from './carrier-service.js';
import { asAddressId } from './ids.js';
import { at } from './samples.js';

const given = sentences(addressEvolution);
const fields = (n: number) => ({ addressId: asAddressId(`a${n}`), name: '晨光小店', phone: '13900000000', province: '浙江省', city: '金华市', district: '义乌市', detail: `春风大道${n}号` });
const address = (n: number): AddressEvent => ({ type: 'AddressCreated', ...fields(n), at });
const yiwu = { code: '330782', province: '浙江省', city: '金华市', district: '义乌市' };
const xihu = { code: '330106', province: '浙江省', city: '杭州市', district: '西湖区' };
const apply: ApplyForService = {
  serviceId: 's1', carrier: 'STO', offersEwaybill: true, addressId: asAddressId('a1'), region: yiwu, branchId: 'b1', branches: [{ branchId: 'b1', name: '义乌一部' }],
  contact: { purpose: 'EWAYBILL_CONTACT', subjectKeyId: 's1', sealed: 'AQ…', mask: '林*' }, agreementVersion: '2026-01', currentAgreement: '2026-01', scope: 'ADDRESS', at,
};
const applied = (changes: Partial<Extract<CarrierServiceEvent, { type: 'ServiceApplied' }>> = {}): CarrierServiceEvent => {
  const { serviceId, carrier, addressId, region, branchId, contact, agreementVersion, scope } = apply;
  return { type: 'ServiceApplied', serviceId, carrier, addressId, addressVersion: 1, region, branchId, branchName: '义乌一部', contact, agreementVersion, scope, at, ...changes };
};
const step = (type: 'ServiceApproved' | 'ServiceResumed' | 'ServiceClosed', serviceId = 's1'): CarrierServiceEvent => ({ type, serviceId, at });
const bookOf = (...events: readonly AddressEvent[]) => events.reduce(addressEvolution.evolve, addressEvolution.initial);

describe('applying for an e-waybill service', () => {
  test('F-EW-01 EWB-02 EWB-05 EWB-08: for a courier, an address and a branch, with the agreement and when it was agreed to', () => {
    given(address(1)).when(applyForService, apply).then({ type: 'ServiceApplied', carrier: 'STO', addressVersion: 1, branchId: 'b1', agreementVersion: '2026-01', at });
    expect(bookOf(address(1), applied()).services).toMatchObject([{ state: 'IN_REVIEW' }]);
  });
  test('F-EW-01 EWB-02 EWB-03 EWB-05: says everything that is wrong', () => {
    given(address(1)).when(applyForService, { ...apply, offersEwaybill: false, agreementVersion: '2020-01' }).thenRefused({ code: 'CARRIER_NO_EWAYBILL' }, { code: 'AGREEMENT_REQUIRED', current: '2026-01' });
    given(address(1)).when(applyForService, { ...apply, branchId: 'elsewhere' }).thenRefused({ code: 'BRANCH_NOT_IN_AREA', branchId: 'elsewhere' });
    given(address(1)).when(applyForService, { ...apply, branches: [] }).thenRefused({ code: 'NO_BRANCH' });
    given().when(applyForService, apply).thenRefused({ code: 'ADDRESS_NOT_FOUND' });
  });
  test('F-EW-02 EWB-11: an address takes one branch, whichever courier’s', () => {
    given(address(1), applied()).when(applyForService, { ...apply, serviceId: 's2', carrier: 'YTO' }).thenRefused({ code: 'ADDRESS_BRANCH_EXISTS', serviceId: 's1' });
    given(address(1), applied(), step('ServiceApproved')).when(applyForService, { ...apply, serviceId: 's2' }).thenRefused({ code: 'ADDRESS_BRANCH_EXISTS' });
  });
  test('F-EW-02 EWB-11: read the other way, one branch of each courier', () => {
    const other = { ...apply, serviceId: 's2', scope: 'ADDRESS_AND_CARRIER' } as const;
    given(address(1), applied()).when(applyForService, { ...other, carrier: 'YTO' }).then({ type: 'ServiceApplied', carrier: 'YTO', scope: 'ADDRESS_AND_CARRIER' });
    given(address(1), applied()).when(applyForService, other).thenRefused({ code: 'ADDRESS_BRANCH_EXISTS' });
  });
  test('EWB-10 F-EW-02: a courier takes further branches from further addresses; a rejected or closed one is out of the way', () => {
    given(address(1), address(2), applied(), step('ServiceApproved')).when(applyForService, { ...apply, serviceId: 's2', addressId: asAddressId('a2') }).then({ type: 'ServiceApplied', addressId: asAddressId('a2') });
    for (const end of [step('ServiceClosed'), { type: 'ServiceRejected', serviceId: 's1', reason: '证件不清', at } as const]) given(address(1), applied(), end).when(applyForService, { ...apply, serviceId: 's2' }).then({ type: 'ServiceApplied' });
  });
});

describe('the life of a service', () => {
  test('F-EW-01 EWB-09: in review, opened, suspended and back; a step from elsewhere is refused', () => {
    given(address(1), applied()).when(moveService, { serviceId: 's1', decision: 'APPROVE', reason: '', at }).then({ type: 'ServiceApproved' });
    given(address(1), applied()).when(moveService, { serviceId: 's1', decision: 'REJECT', reason: '证件不清', at }).then({ type: 'ServiceRejected', reason: '证件不清' });
    given(address(1), applied()).when(moveService, { serviceId: 's1', decision: 'SUSPEND', reason: '', at }).thenRefused({ code: 'SERVICE_STATE', state: 'IN_REVIEW' });
    given(address(1), applied(), step('ServiceApproved')).when(moveService, { serviceId: 's1', decision: 'SUSPEND', reason: '欠费', at }).then({ type: 'ServiceSuspended', reason: '欠费' });
    given(address(1), applied(), step('ServiceApproved'), { type: 'ServiceSuspended', serviceId: 's1', reason: '', at }).when(moveService, { serviceId: 's1', decision: 'RESUME', reason: '', at }).then({ type: 'ServiceResumed' });
    given(address(1), applied(), step('ServiceClosed')).when(moveService, { serviceId: 's1', decision: 'APPROVE', reason: '', at }).thenRefused({ code: 'SERVICE_STATE', state: 'CLOSED' });
    given(address(1)).when(moveService, { serviceId: 's1', decision: 'APPROVE', reason: '', at }).thenRefused({ code: 'SERVICE_NOT_FOUND' });
  });
  test('EWB-06: a changed address is a new version; a service keeps the one it was applied for', () => {
    given(address(1), applied()).when(changeAddress, { ...fields(1), district: '东阳市', at }).then({ type: 'AddressChanged', version: 2, district: '东阳市' });
    const book = bookOf(address(1), applied(), { type: 'AddressChanged', ...fields(1), district: '东阳市', version: 2, at });
    expect([book.addresses[0]?.version, book.services[0]?.addressVersion, book.services[0]?.region.code]).toEqual([2, 1, '330782']);
    given().when(changeAddress, { ...fields(1), at }).thenRefused({ code: 'ADDRESS_NOT_FOUND' });
  });
  test('EWB-12: an address with a branch is not deleted, before the branch is given up', () => {
    given(address(1), applied()).when(deleteAddress, { addressId: asAddressId('a1'), at }).thenRefused({ code: 'ADDRESS_IN_USE', serviceId: 's1' });
    given(address(1), applied(), step('ServiceClosed')).when(deleteAddress, { addressId: asAddressId('a1'), at }).then({ type: 'AddressDeleted' });
  });
});

describe('buying a number', () => {
  const opened = bookOf(address(1), applied(), step('ServiceApproved'));
  test('F-EW-04 EWB-07: from the opened district only, by its code and not by its name', () => {
    expect(mayIssue(opened, 'STO', { ...yiwu, district: '义乌' }, false)).toBeNull();
    expect(mayIssue(opened, 'STO', xihu, false)).toEqual({ code: 'SENDER_ADDRESS_MISMATCH', chosen: xihu, opened: [yiwu] });
    expect(mayIssue(opened, 'STO', { ...yiwu, code: '' }, false)).toMatchObject({ code: 'SENDER_ADDRESS_MISMATCH' });
  });
  test('EWB-09: of a service that is not opened it is refused, and where every courier needs one, without any', () => {
    expect(mayIssue(bookOf(address(1), applied()), 'STO', yiwu, false)).toEqual({ code: 'EWAYBILL_NOT_OPENED', carrier: 'STO', state: 'IN_REVIEW' });
    expect(mayIssue(bookOf(address(1), applied(), step('ServiceApproved'), { type: 'ServiceSuspended', serviceId: 's1', reason: '', at }), 'STO', yiwu, false)).toMatchObject({ code: 'EWAYBILL_NOT_OPENED', state: 'SUSPENDED' });
    expect([mayIssue(opened, 'YTO', yiwu, false), mayIssue(opened, 'YTO', yiwu, true)]).toEqual([null, { code: 'EWAYBILL_NOT_OPENED', carrier: 'YTO', state: null }]);
  });
});
