import type { AddressEvent } from '@daifa/order-domain/addresses';
import type { ShapesOf } from './shape.js';

/** What each event of a merchant's addresses and e-waybill services holds today. Documented in proto/carrierservice/v1. */
export const addressShapes = {
  AddressCreated: { addressId: 'text', name: 'text', phone: 'text', province: 'text', city: 'text', district: 'text', detail: 'text', at: 'time' },
  AddressChanged: { addressId: 'text', version: 'int32', name: 'text', phone: 'text', province: 'text', city: 'text', district: 'text', detail: 'text', at: 'time' },
  AddressDeleted: { addressId: 'text', at: 'time' },
  ServiceApplied: {
    serviceId: 'text', carrier: 'text', addressId: 'text', addressVersion: 'int32', region: { code: 'text', province: 'text', city: 'text', district: 'text' }, branchId: 'text', branchName: 'text',
    contact: { purpose: 'text', subjectKeyId: 'text', sealed: 'text', mask: 'text' }, agreementVersion: 'text', scope: 'text', at: 'time',
  },
  ServiceApproved: { serviceId: 'text', at: 'time' },
  ServiceRejected: { serviceId: 'text', reason: 'text', at: 'time' },
  ServiceSuspended: { serviceId: 'text', reason: 'text', at: 'time' },
  ServiceResumed: { serviceId: 'text', at: 'time' },
  ServiceClosed: { serviceId: 'text', at: 'time' },
} as const satisfies ShapesOf<AddressEvent>;
