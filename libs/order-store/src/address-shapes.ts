import type { AddressEvent } from '@daifa/order-domain/addresses';
import type { ShapesOf } from './shape.js';

/** What each event of an address book's stream holds today. Documented in proto/carrierservice/v1. */
export const addressShapes = {
  AddressCreated: { addressId: 'text', name: 'text', phone: 'text', province: 'text', city: 'text', district: 'text', detail: 'text', at: 'time' },
  AddressDeleted: { addressId: 'text', at: 'time' },
} as const satisfies ShapesOf<AddressEvent>;
