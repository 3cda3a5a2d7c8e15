import { activeHolds, allocationStatus, orderStatus, type Order } from '@daifa/order-domain/order';
import { shortageState } from '@daifa/order-domain/shortage-state';

/** What a merchant sees of an order: masks and regions, never a receiver in clear, never ciphertext. */
export type OrderSummary = {
  readonly status: string;
  readonly platformStatus: string;
  readonly review: string;
  readonly reviewReasons: readonly { readonly ruleId: string; readonly code: string }[];
  readonly paidFen: number;
  readonly payableFen: number;
  readonly promisedShipAt: string | null;
  /** null: nobody knows by when, which is not the same as being on time. */
  readonly shipBy: string | null;
  readonly receiver: { readonly name: string; readonly phone: string; readonly address: string; readonly province: string; readonly city: string; readonly district: string } | null;
  readonly lines: readonly { readonly lineId: string; readonly title: string; readonly spec: string; readonly outSkuSn: string; readonly quantity: number; readonly refunded: number; readonly isGift: boolean; readonly flags: readonly LineFlag[] }[];
  readonly holds: readonly { readonly holdId: string; readonly type: string; readonly effect: string; readonly causeId: string; readonly since: string }[];
  readonly allocations: readonly { readonly allocationId: string; readonly lineId: string; readonly quantity: number; readonly factoryId: string; readonly status: string; readonly fenced: boolean; readonly stock: string }[];
  readonly shortages: readonly { readonly shortageId: string; readonly allocationId: string; readonly state: string; readonly notifyBy: string }[];
  readonly intercepts: readonly { readonly interceptId: string; readonly kind: string; readonly waybillNo: string; readonly outcome: string | null }[];
};

/** `NO_AUTO_ROUTE`: the merchant took the line back by hand, and no rule allocates it until he lets them (F-AL-09). */
export type LineFlag = 'NO_AUTO_ROUTE';

export function summaryOf(order: Order): OrderSummary {
  const { platformStatus, review, reviewReasons, paidFen, payableFen, promisedShipAt, times, receiver, lines, allocations, intercepts } = order;
  const region = receiver?.region;
  return {
    status: orderStatus(order), platformStatus, review, reviewReasons: review === 'PENDING' ? reviewReasons : [], paidFen, payableFen, promisedShipAt, shipBy: times.clock?.shipBy ?? null,
    receiver: receiver && region ? { ...receiver.mask, province: region.province, city: region.city, district: region.district } : null,
    lines: lines.map(({ lineId, title, spec, outSkuSn, quantity, refunded, isGift, autoRoute }) => ({ lineId, title, spec, outSkuSn, quantity, refunded, isGift, flags: autoRoute ? [] : ['NO_AUTO_ROUTE'] })),
    holds: activeHolds(order).map(({ holdId, type, effect, causeId, placedAt }) => ({ holdId, type, effect, causeId, since: placedAt })),
    allocations: allocations.map((allocation) => {
      const { allocationId, lineId, quantity, factoryId, fenced, stock } = allocation;
      return { allocationId, lineId, quantity, factoryId, status: allocationStatus(order, allocation), fenced, stock };
    }),
    shortages: order.shortages.map((shortage) => ({ shortageId: shortage.shortageId, allocationId: shortage.allocationId, state: shortageState(order, shortage), notifyBy: shortage.notifyBy })),
    intercepts: intercepts.map(({ interceptId, kind, waybillNo, outcome }) => ({ interceptId, kind, waybillNo, outcome })),
  };
}
