import type { Sender } from '@daifa/order-domain/events';
import { mallMaskIdOf, type FactoryId, type MerchantId } from '@daifa/order-domain/ids';
import { activeHoldsOn, allocationStatus, findLine, liveLabelOf, type Allocation, type AllocationStatus, type Hold, type Order } from '@daifa/order-domain/order';
import type { HoldEffect, HoldType, ServiceType } from '@daifa/order-domain/words';
import { maskFreeText } from '@daifa/personal-data/free-text';
import { LRUCache } from 'lru-cache';

/**
 * What a factory sees of one allocation (requirements 9.2): goods, region and the merchant's alias. Never the order's
 * number, the merchant's id, nor anything of the receiver but the region and a key by which parcels can be merged.
 */
export type WorkItem = {
  readonly orderMaskSn: string;
  readonly mallMaskId: string;
  readonly mallMaskName: string;
  readonly allocationId: string;
  readonly epoch: number;
  readonly status: AllocationStatus;
  readonly serviceType: ServiceType;
  readonly allocatedAt: string;
  readonly goodsName: string;
  readonly goodsSpec: string;
  readonly goodsNumber: number;
  readonly productSn: string;
  readonly outSkuSn: string;
  readonly isGift: boolean;
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly receiverKey: string;
  readonly remark: string;
  /** Empty means every carrier. Once a number was asked for, only its carrier. */
  readonly carrierAllowed: readonly string[];
  readonly shipBy: string | null;
  readonly holds: readonly { readonly type: HoldType; readonly effect: HoldEffect; readonly since: string }[];
  readonly cancelReason: string | null;
  readonly sender: Sender;
  readonly label: { readonly labelId: string; readonly state: string; readonly carrier: string; readonly waybillNo: string | null } | null;
  readonly packList: readonly Pack[];
  /** Times its live label was printed. */
  readonly copies: number;
};

/** `shipNum` is null where several parcels share the goods: how, nobody tells. */
export type Pack = { readonly packageId: string; readonly carrier: string; readonly waybillNo: string; readonly shipNum: number | null };

export function workItemOf(order: Order, allocation: Allocation): WorkItem {
  const { allocationId, epoch, factoryId, lineId, quantity, merchantAlias, serviceType, createdAt, sender } = allocation;
  const line = findLine(order, lineId);
  const region = order.receiver?.region;
  const label = liveLabel(order, allocation);
  return {
    orderMaskSn: allocationId.slice(0, ORDER_ID_CHARS), mallMaskId: order.merchantId === null ? '' : maskOf(order.merchantId, factoryId), mallMaskName: merchantAlias,
    allocationId, epoch, status: allocationStatus(order, allocation), serviceType, allocatedAt: createdAt,
    goodsName: line?.title ?? '', goodsSpec: line?.spec ?? '', goodsNumber: quantity, productSn: line?.productSn ?? '', outSkuSn: line?.outSkuSn ?? '', isGift: line?.isGift ?? false,
    province: region?.province ?? '', city: region?.city ?? '', district: region?.district ?? '', receiverKey: order.receiver?.receiverKey ?? '', remark: remarkOf(order),
    carrierAllowed: label ? [label.carrier] : [], shipBy: order.times.clock?.shipBy ?? order.promisedShipAt, holds: holdsOn(order, allocation).map(({ type, effect, placedAt }) => ({ type, effect, since: placedAt })),
    cancelReason: allocation.state.kind === 'cancelled' ? maskFreeText(allocation.state.reason) : null,
    sender, label, packList: packsOf(allocation),
    copies: label ? order.permits.filter((permit) => permit.labelId === label.labelId && permit.consumedAt !== null).length : 0,
  };
}

/** A hash, asked for with every event of the same few pairs: a tenth of a rebuild's time without a memory. */
const masks = new LRUCache<string, string>({ max: 10_000 });

function maskOf(merchantId: MerchantId, factoryId: FactoryId): string {
  const pair = `${merchantId} ${factoryId}`;
  const mask = masks.get(pair) ?? mallMaskIdOf(merchantId, factoryId);
  masks.set(pair, mask);
  return mask;
}

/** The words of buyer and seller. They were masked when they came; what newer detectors find is masked as well. */
export function remarkOf({ sellerNote, buyerMessage }: Order): string {
  const words = [sellerNote, buyerMessage].filter((text) => text !== '').join('；');
  if (words === '') return '';
  const masked = remarks.get(words) ?? maskFreeText(words);
  remarks.set(words, masked);
  return masked;
}

/** Every event of an order looks at the same words, and the detectors take longer than all the rest of its view. */
const remarks = new LRUCache<string, string>({ max: 10_000 });

const ORDER_ID_CHARS = 36;

/** A number is shown only while its label can be printed and the allocation is still the factory's. */
function liveLabel(order: Order, { allocationId, state }: Allocation): WorkItem['label'] {
  const label = state.kind === 'cancelled' ? undefined : liveLabelOf(order, allocationId);
  return label ? { labelId: label.labelId, state: label.state, carrier: label.carrier, waybillNo: label.waybillNo } : null;
}

/** A cancelled allocation shows the hold that took it back, whatever becomes of it. */
function holdsOn(order: Order, { lineId, state }: Allocation): readonly Hold[] {
  return state.kind === 'cancelled' ? order.holds.filter(({ holdId }) => holdId === state.holdId) : activeHoldsOn(order, lineId);
}

function packsOf({ state, quantity }: Allocation): readonly Pack[] {
  if (state.kind !== 'returned' && state.kind !== 'shipped') return [];
  const numbers = [state.waybillNo, ...state.extraWaybillNos];
  return numbers.map((waybillNo, n) => ({ packageId: String(n + 1), carrier: state.carrier, waybillNo, shipNum: numbers.length === 1 ? quantity : null }));
}
