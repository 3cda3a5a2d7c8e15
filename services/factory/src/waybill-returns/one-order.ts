import { asAllocationId, orderIdWithin, type AllocationId, type OrderId } from '@daifa/order-domain/ids';
import { allocationStatus, findAllocation, type Order } from '@daifa/order-domain/order';
import { notFound } from '@daifa/service-shell/problems';
import { invalid } from '@daifa/service-shell/validation';
import type { AllocationNow } from './waybill-returns.dto.js';

/** The one order of a parcel's allocations. @throws Problem ALLOCATION_NOT_FOUND for what is no id, VALIDATION_FAILED for several orders */
export function oneOrder(texts: readonly string[]): { readonly orderId: OrderId; readonly allocationIds: readonly AllocationId[] } {
  const orderIds = texts.map((allocationId) => {
    const orderId = orderIdWithin(allocationId);
    if (orderId === null) throw notFound('ALLOCATION_NOT_FOUND', { allocationId });
    return orderId;
  });
  const [orderId, ...others] = [...new Set(orderIds)];
  if (orderId === undefined || others.length > 0) throw invalid([{ in: 'body', pointer: '/allocationIds', rule: 'oneOrder', messages: { zh: '须属于同一订单；同一单号可分多项回传', en: 'must belong to one order; send one item for each order of a merged parcel' } }]);
  return { orderId, allocationIds: texts.map(asAllocationId) };
}

/** The parcel's allocations as they are now. */
export function statusesOf(order: Order, ids: readonly AllocationId[]): readonly AllocationNow[] {
  return ids.flatMap((allocationId) => {
    const allocation = findAllocation(order, allocationId);
    return allocation ? [{ allocationId, status: allocationStatus(order, allocation) }] : [];
  });
}
