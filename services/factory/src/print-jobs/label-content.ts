import { carriers, isCarrierCode } from '@daifa/carriers/catalogue';
import type { PermitId } from '@daifa/order-domain/ids';
import { findAllocation, findLabel, findLine, findPermit, type Label, type Order } from '@daifa/order-domain/order';
import { present } from '@daifa/order-domain/guards';
import { labelAddressParts, labelName, labelPhone } from '@daifa/personal-data/masks';
import type { PlainReceiver } from '@daifa/personal-data/receiver';
import type { LabelContent, LabelGoods, LabelParty } from '../label/label.js';
import { remarkOf } from '../work-list/work-item.js';

/**
 * What the paper says. The receiver comes in clear from the one reading that was recorded, and leaves this function masked
 * as GB/T 41833-2022 asks.
 */
export function labelContent(order: Order, permitId: PermitId, receiver: PlainReceiver, printedAt: string): LabelContent {
  const permit = findPermit(order, permitId);
  const label = permit && findLabel(order, permit.labelId);
  if (!permit || !label?.waybillNo) throw new Error(`${permitId} has no issued label: it was not to be rendered`);
  const { carrier, waybillNo, sortCode, packageCenter, markDestination, allocationIds } = label;
  const allocations = allocationIds.map((id) => findAllocation(order, id)).filter(present);
  return {
    carrierCode: carrier, carrierName: isCarrierCode(carrier) ? carriers[carrier].name.zh : carrier, waybillNo, sortCode, packageCenter, markDestination, serviceType: '',
    receiver: masked(receiver), sender: allocations[0]?.sender ?? { name: '', phone: '', address: '' }, orderMaskSn: labelOrderSn(label), goods: allocations.flatMap((one) => goodsOf(order, one)),
    remark: remarkOf(order), handling: [], printCount: permit.copy, printedAt,
  };
}

function masked({ name, phone, address, province, city, district, town }: PlainReceiver): LabelParty {
  return { name: labelName(name ?? ''), phone: labelPhone(phone ?? ''), address: labelAddressParts({ province, city, district, town: town ?? '', detail: address ?? '' }) };
}

const ORDER_ID_CHARS = 36;
const labelOrderSn = ({ labelId }: Label): string => labelId.slice(0, ORDER_ID_CHARS);

function goodsOf(order: Order, { lineId, quantity }: { readonly lineId: Parameters<typeof findLine>[1]; readonly quantity: number }): readonly LabelGoods[] {
  const line = findLine(order, lineId);
  return line ? [{ title: line.title, spec: line.spec, outSkuSn: line.outSkuSn, quantity }] : [];
}
