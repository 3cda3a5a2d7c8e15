import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { ADDRESSES_MAX, addressEvolution, addressSnapshot, createAddress, deleteAddress, type AddressEvent } from './addresses.js';
import { asAddressId } from './ids.js';
import { at } from './samples.js';

const given = sentences(addressEvolution);
const address = (n: number) => ({ addressId: asAddressId(`a${n}`), name: '晨光小店', phone: '13900000000', province: '浙江省', city: '金华市', district: '义乌市', detail: `北苑街道春风大道${n}号` });
const created = (n: number): AddressEvent => ({ type: 'AddressCreated', ...address(n), at });
const full = Array.from({ length: ADDRESSES_MAX - 1 }, (_, n) => created(n));

describe('EWB-12 X-13 the address book', () => {
  test('the 100th address is taken, the 101st is not, until one is deleted', () => {
    given(...full).when(createAddress, { ...address(99), at }).then({ type: 'AddressCreated' });
    given(...full, created(99)).when(createAddress, { ...address(100), at }).thenRefused({ code: 'ADDRESS_LIMIT', max: 100 });
    given(...full, created(99), { type: 'AddressDeleted', addressId: asAddressId('a5'), at }).when(createAddress, { ...address(100), at }).then({ type: 'AddressCreated' });
    given(...full, created(99)).when(createAddress, { ...address(5), at }).then();
  });
  test('one that is not there is not deleted', () => {
    given(created(1)).when(deleteAddress, { addressId: asAddressId('a1'), at }).then({ type: 'AddressDeleted' });
    given().when(deleteAddress, { addressId: asAddressId('a1'), at }).thenRefused({ code: 'ADDRESS_NOT_FOUND' });
  });
  test('F-SH-02 PDD-25 a snapshot is what stands in the book now', () => {
    const book = addressEvolution.evolve(addressEvolution.initial, created(1));
    expect(addressSnapshot(book, asAddressId('a1'))).toEqual({ name: '晨光小店', phone: '13900000000', address: '浙江省金华市义乌市北苑街道春风大道1号' });
    expect(addressSnapshot(book, asAddressId('a2'))).toBeUndefined();
  });
});
