import type { AllocationId, FactoryId, MerchantId } from './ids.js';
import { activeHoldsOn, findLine, type Allocation, type Line, type Order } from './order.js';
import { priceSkuOf } from './price-list.js';
import type { Fen } from './money.js';

/** One allocation whose waybill is returned: what a merchant owes its factory for (PDD-28). Nothing of it is personal. */
export type SettledLine = {
  readonly allocationId: AllocationId;
  readonly merchantId: MerchantId;
  readonly factoryId: FactoryId;
  readonly allocatedAt: string;
  readonly returnedAt: string;
  readonly title: string;
  readonly spec: string;
  readonly productSn: string;
  readonly outSkuSn: string;
  /** What it is priced by; '' for a line that nobody gave a code. */
  readonly sku: string;
  readonly quantity: number;
  /** The price when it was allocated; null when there was none. */
  readonly priceFen: Fen | null;
  readonly carrier: string;
  readonly waybillNo: string;
  readonly extraWaybillNos: readonly string[];
  readonly shipped: boolean;
  readonly afterSale: 'NONE' | 'OPEN' | 'REFUNDED';
  readonly kind: 'NORMAL' | 'GIFT';
  /** Units of every line in its parcel, and its own place among them: how the parcel's freight is split. */
  readonly parcel: { readonly quantities: readonly number[]; readonly place: number };
};

/** What of an order is to be settled as it stands now, in order of allocation. A revoked return has dropped out. */
export function settledLines(order: Order): readonly SettledLine[] {
  const { merchantId } = order;
  if (merchantId === null) return [];
  return order.allocations.flatMap((allocation) => {
    const line = findLine(order, allocation.lineId);
    return line ? settledLine(order, merchantId, allocation, line) : [];
  });
}

function settledLine(order: Order, merchantId: MerchantId, allocation: Allocation, line: Line): readonly SettledLine[] {
  const { allocationId, factoryId, createdAt, quantity, settlementPriceFen, state } = allocation;
  if (state.kind !== 'returned' && state.kind !== 'shipped') return [];
  const { carrier, waybillNo, extraWaybillNos, returnedAt } = state;
  const { title, spec, productSn, outSkuSn } = line;
  return [{
    allocationId, merchantId, factoryId, allocatedAt: createdAt, returnedAt, title, spec, productSn, outSkuSn, sku: priceSkuOf(line), quantity, priceFen: settlementPriceFen,
    carrier, waybillNo, extraWaybillNos, shipped: state.kind === 'shipped', afterSale: afterSaleOf(order, line), kind: line.isGift ? 'GIFT' : 'NORMAL', parcel: parcelOf(order, allocation),
  }];
}

function afterSaleOf(order: Order, { lineId, refunded }: Line): SettledLine['afterSale'] {
  if (activeHoldsOn(order, lineId).some(({ type }) => type === 'AFTER_SALE')) return 'OPEN';
  return refunded > 0 ? 'REFUNDED' : 'NONE';
}

/** A parcel is what this order's factory returned under one number. */
function parcelOf(order: Order, { allocationId, factoryId, state }: Allocation): SettledLine['parcel'] {
  const members = order.allocations.filter((one) => one.factoryId === factoryId && waybillOf(one) === waybillOf({ state }));
  return { quantities: members.map(({ quantity }) => quantity), place: members.findIndex((one) => one.allocationId === allocationId) };
}

const waybillOf = ({ state }: Pick<Allocation, 'state'>): string | null => (state.kind === 'returned' || state.kind === 'shipped' ? `${state.carrier} ${state.waybillNo}` : null);
