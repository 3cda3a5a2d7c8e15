import type { ParcelRequest } from '@daifa/carriers/carrier';
import { present } from '@daifa/order-domain/guards';
import { findAllocation, findLine, type Label, type Order } from '@daifa/order-domain/order';
import type { PlainReceiver } from '@daifa/personal-data/receiver';

const GOODS_CHARACTERS_MAX = 200;
/** Nobody tells us weights; carriers weigh every parcel themselves at pickup and charge by that. */
const WEIGHT_GRAMS = 1_000;

/** What the carrier is told of a label's parcel. The result is in clear: it goes to the carrier and nowhere else. */
export function parcelOf(order: Order, label: Label, receiver: PlainReceiver): ParcelRequest {
  const { name, phone, address, province, city, district, town = '' } = receiver;
  const allocations = label.allocationIds.map((id) => findAllocation(order, id)).filter(present);
  const goods = allocations.map(({ lineId, quantity }) => `${findLine(order, lineId)?.title ?? ''} ×${quantity}`).join('；');
  return {
    receiver: { name: name ?? '', phone: phone ?? '', address: `${province}${city}${district}${town}${address ?? ''}` },
    sender: allocations[0]?.sender ?? { name: '', phone: '', address: '' },
    regionCode: order.receiver?.region.code ?? '', goods: goods.slice(0, GOODS_CHARACTERS_MAX), weightGrams: WEIGHT_GRAMS,
  };
}
