import { accept, refuse, unreachable, type Decision } from '@daifa/decider/decision';
import type { AddressId } from './ids.js';

/** A merchant's address book: where its parcels are said to come from and where returns go. Its own stream, its own limit. */

/** Addresses a merchant may keep (EWB-12). */
export const ADDRESSES_MAX = 100;

export type Address = { readonly addressId: AddressId; readonly name: string; readonly phone: string; readonly province: string; readonly city: string; readonly district: string; readonly detail: string };

export type AddressEvent =
  | ({ readonly type: 'AddressCreated'; readonly at: string } & Address)
  | { readonly type: 'AddressDeleted'; readonly addressId: AddressId; readonly at: string };

export type AddressBook = { readonly addresses: readonly Address[] };

export type AddressRefusal = { readonly code: 'ADDRESS_LIMIT'; readonly max: number } | { readonly code: 'ADDRESS_NOT_FOUND'; readonly addressId: AddressId };

export const addressEvolution = { initial: { addresses: [] } satisfies AddressBook as AddressBook, evolve: evolveAddresses } as const;

function evolveAddresses({ addresses }: AddressBook, event: AddressEvent): AddressBook {
  switch (event.type) {
    case 'AddressCreated': {
      const { addressId, name, phone, province, city, district, detail } = event;
      return { addresses: [...addresses, { addressId, name, phone, province, city, district, detail }] };
    }
    case 'AddressDeleted': return { addresses: addresses.filter(({ addressId }) => addressId !== event.addressId) };
    default: return unreachable(event);
  }
}

/** The same id again is so already; the 101st is refused whoever asks at the same time, for the book is one stream. */
export function createAddress(command: Address & { readonly at: string }, { addresses }: AddressBook): Decision<AddressEvent, AddressRefusal> {
  if (addresses.some(({ addressId }) => addressId === command.addressId)) return accept([]);
  return addresses.length >= ADDRESSES_MAX ? refuse({ code: 'ADDRESS_LIMIT', max: ADDRESSES_MAX }) : accept([{ type: 'AddressCreated', ...command }]);
}

export function deleteAddress({ addressId, at }: { readonly addressId: AddressId; readonly at: string }, { addresses }: AddressBook): Decision<AddressEvent, AddressRefusal> {
  if (!addresses.some((address) => address.addressId === addressId)) return refuse({ code: 'ADDRESS_NOT_FOUND', addressId });
  return accept([{ type: 'AddressDeleted', addressId, at }]);
}

/** The address as it stands on paper, for a snapshot; undefined when it is not (any more) in the book. */
export function addressSnapshot({ addresses }: AddressBook, addressId: AddressId): { readonly name: string; readonly phone: string; readonly address: string } | undefined {
  const found = addresses.find((address) => address.addressId === addressId);
  return found && { name: found.name, phone: found.phone, address: `${found.province}${found.city}${found.district}${found.detail}` };
}
