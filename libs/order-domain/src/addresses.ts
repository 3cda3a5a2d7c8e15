import { accept, refuse, unreachable, type Decision } from '@daifa/decider/decision';
import { evolveServices, isLive, type CarrierService, type CarrierServiceEvent } from './carrier-service.js';
import type { AddressId } from './ids.js';

/** A merchant's address book: where its parcels are said to come from and where returns go. Its own stream, its own limit. */

/** Addresses a merchant may keep, unless it is set otherwise (EWB-12). */
export const ADDRESSES_MAX = 100;

export type Address = { readonly addressId: AddressId; readonly name: string; readonly phone: string; readonly province: string; readonly city: string; readonly district: string; readonly detail: string };

export type AddressEvent =
  | ({ readonly type: 'AddressCreated'; readonly at: string } & Address)
  /** The address as it is from now on. What was opened, printed or shipped with an earlier version keeps that. */
  | ({ readonly type: 'AddressChanged'; readonly version: number; readonly at: string } & Address)
  | { readonly type: 'AddressDeleted'; readonly addressId: AddressId; readonly at: string }
  | CarrierServiceEvent;

/** `version` counts from 1. */
export type BookedAddress = Address & { readonly version: number };

export type AddressBook = { readonly addresses: readonly BookedAddress[]; readonly services: readonly CarrierService[] };

export type AddressRefusal =
  | { readonly code: 'ADDRESS_LIMIT'; readonly max: number }
  | { readonly code: 'ADDRESS_NOT_FOUND'; readonly addressId: AddressId }
  | { readonly code: 'ADDRESS_IN_USE'; readonly addressId: AddressId; readonly serviceId: string };

export const addressEvolution = { initial: { addresses: [], services: [] } satisfies AddressBook as AddressBook, evolve: evolveAddresses } as const;

function evolveAddresses(book: AddressBook, event: AddressEvent): AddressBook {
  const { addresses } = book;
  switch (event.type) {
    case 'AddressCreated': return { ...book, addresses: [...addresses, { ...fieldsOf(event), version: 1 }] };
    case 'AddressChanged': return { ...book, addresses: addresses.map((one) => (one.addressId === event.addressId ? { ...fieldsOf(event), version: event.version } : one)) };
    case 'AddressDeleted': return { ...book, addresses: addresses.filter(({ addressId }) => addressId !== event.addressId) };
    case 'ServiceApplied': case 'ServiceApproved': case 'ServiceRejected': case 'ServiceSuspended': case 'ServiceResumed': case 'ServiceClosed':
      return { ...book, services: evolveServices(book.services, event) };
    default: return unreachable(event);
  }
}

const fieldsOf = ({ addressId, name, phone, province, city, district, detail }: Address): Address => ({ addressId, name, phone, province, city, district, detail });

/** The same id again is so already; the 101st is refused whoever asks at the same time, for the book is one stream. */
export function createAddress(command: Address & { readonly at: string; readonly max?: number }, { addresses }: AddressBook): Decision<AddressEvent, AddressRefusal> {
  const { at, max = ADDRESSES_MAX } = command;
  if (addresses.some(({ addressId }) => addressId === command.addressId)) return accept([]);
  return addresses.length >= max ? refuse({ code: 'ADDRESS_LIMIT', max }) : accept([{ type: 'AddressCreated', ...fieldsOf(command), at }]);
}

/** A new version of an address; the same words again are no change. */
export function changeAddress(command: Address & { readonly at: string }, { addresses }: AddressBook): Decision<AddressEvent, AddressRefusal> {
  const known = addresses.find(({ addressId }) => addressId === command.addressId);
  if (!known) return refuse({ code: 'ADDRESS_NOT_FOUND', addressId: command.addressId });
  const fields = fieldsOf(command);
  const same = JSON.stringify(fieldsOf(known)) === JSON.stringify(fields);
  return accept(same ? [] : [{ type: 'AddressChanged', ...fields, version: known.version + 1, at: command.at }]);
}

/** Not while a branch is opened, or applied for, from there. */
export function deleteAddress({ addressId, at }: { readonly addressId: AddressId; readonly at: string }, { addresses, services }: AddressBook): Decision<AddressEvent, AddressRefusal> {
  if (!addresses.some((address) => address.addressId === addressId)) return refuse({ code: 'ADDRESS_NOT_FOUND', addressId });
  const service = services.find((one) => one.addressId === addressId && isLive(one));
  return service ? refuse({ code: 'ADDRESS_IN_USE', addressId, serviceId: service.serviceId }) : accept([{ type: 'AddressDeleted', addressId, at }]);
}

/** The address as it stands on paper, for a snapshot; undefined when it is not (any more) in the book. */
export function addressSnapshot({ addresses }: AddressBook, addressId: AddressId): { readonly name: string; readonly phone: string; readonly address: string } | undefined {
  const found = addresses.find((address) => address.addressId === addressId);
  return found && { name: found.name, phone: found.phone, address: `${found.province}${found.city}${found.district}${found.detail}` };
}
