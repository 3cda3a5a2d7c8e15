import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { ghostKey, scanKey } from './guards.js';
import type { Order } from './order.js';
import type { Refusal } from './refusals.js';

/** What carriers see on the road. */

export type ObserveTracking = { readonly waybillNo: string; readonly code: string; readonly scannedAt: string; readonly at: string };

/**
 * A scan is a fact whatever it means, told again it is so already. One on a number that was to be voided means a parcel
 * that must not exist, raised once.
 */
export function observeTracking({ waybillNo, code, scannedAt, at }: ObserveTracking, order: Order): Decision<OrderEvent, Refusal> {
  if (order.merchantId === null) return refuse({ code: 'ORDER_NOT_FOUND' });
  if (order.scans.includes(scanKey({ waybillNo, code, scannedAt }))) return accept([]);
  const label = order.labels.findLast((one) => one.waybillNo === waybillNo);
  const dead = label !== undefined && label.state !== 'issued' && label.state !== 'requested';
  const observed: OrderEvent = { type: 'TrackingObserved', waybillNo, code, scannedAt, at };
  const raised = label?.allocationIds.every((id) => order.ghosts.includes(ghostKey(id, waybillNo))) ?? false;
  const ghost: readonly OrderEvent[] = dead && !raised ? [{ type: 'GhostShipmentRaised', allocationIds: label.allocationIds, factoryId: label.factoryId, waybillNo, reason: 'SCAN_ON_VOIDED_NUMBER', at }] : [];
  return accept([observed, ...ghost]);
}
