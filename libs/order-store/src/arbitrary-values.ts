import { asAfterSaleId, asAllocationId, asBindingId, asFactoryId, asHoldId, asInterceptId, asLabelId, asLineId, asMerchantId, asOrderId, asPermitId, asPrintJobId, asShortageId, asStatementId } from '@daifa/order-domain/ids';
import type { LineQuantity, OrderLine, PlatformFacts, SealedReceiver, Sender } from '@daifa/order-domain/events';
import type { AfterSaleType } from '@daifa/order-domain/words';
import fc from 'fast-check';

/** Values for property tests: anything that may be stored, believable or not. */

/** Any Unicode text that a store can hold; long enough to break what counts in bytes or UTF-16 units. */
export const text = fc.string({ unit: 'binary', maxLength: 12 }).map((any) => any.replaceAll('\0', ''));
export const flag = fc.boolean();
export const time = fc.date({ min: new Date('2000-01-01T00:00:00.000Z'), max: new Date('2199-12-31T23:59:59.999Z'), noInvalidDate: true }).map((date) => date.toISOString());
export const fen = fc.maxSafeNat();
export const version = fc.maxSafeNat();
export const quantity = fc.integer({ min: 1, max: 2 ** 31 - 1 });
export const orNull = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null, freq: 2 });
export const some = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> => fc.array(value, { maxLength: 4 });

export const orderId = fc.uuid().map(asOrderId);
export const merchantId = fc.uuid().map(asMerchantId);
export const factoryId = fc.uuid().map(asFactoryId);
export const afterSaleId = fc.uuid().map(asAfterSaleId);
export const lineId = fc.nat(99).map((n) => asLineId(String(n)));
const numbered = (kind: string): fc.Arbitrary<string> => fc.tuple(fc.uuid(), fc.nat(9)).map(([order, n]) => `${order}.${kind}${n}`);
export const shortageId = fc.tuple(fc.uuid(), fc.nat(9)).map(([order, n]) => asShortageId(`${order}.S${n}`));
export const allocationId = fc.tuple(fc.uuid(), lineId, fc.nat(9)).map(([order, line, epoch]) => asAllocationId(`${order}.${line}.${epoch}`));
export const labelId = numbered('L').map(asLabelId);
export const permitId = numbered('P').map(asPermitId);
export const interceptId = numbered('I').map(asInterceptId);
export const bindingId = fc.tuple(fc.uuid(), fc.nat(9)).map(([pair, n]) => asBindingId(`${pair}.${n}`));
export const statementId = fc.tuple(fc.uuid(), fc.nat(9)).map(([pair, n]) => asStatementId(`${pair}.20261122.00000000000${n}`));
export const printJobId = text.map(asPrintJobId);
export const holdId = text.map(asHoldId);

export const afterSaleType: fc.Arbitrary<AfterSaleType> = fc.constantFrom('REFUND_ONLY', 'RETURN_REFUND', 'EXCHANGE', 'REPAIR', 'RESHIP');
export const serviceType = fc.constantFrom('PRINT_ONLY', 'PRINT_AND_SHIP');

export const lineQuantity: fc.Arbitrary<LineQuantity> = fc.record({ lineId, quantity });
export const sender: fc.Arbitrary<Sender> = fc.record({ name: text, phone: text, address: text });

export const receiver: fc.Arbitrary<SealedReceiver> = fc.record({
  subjectKeyId: text,
  sealed: fc.record({ name: orNull(text), phone: orNull(text), address: orNull(text), buyer: orNull(text) }),
  mask: fc.record({ name: text, phone: text, address: text }),
  region: fc.record({ code: text, province: text, city: text, district: text }),
  receiverKey: text,
});

export const line: fc.Arbitrary<OrderLine> = fc.record({
  lineId, platformLineNo: text, title: text, spec: text, outSkuSn: text, productSn: text,
  quantity, unitPriceFen: fen, isGift: flag, mode: fc.constantFrom('DROPSHIP', 'SELF'),
});

export const facts: { readonly [Fact in keyof PlatformFacts]: fc.Arbitrary<PlatformFacts[Fact]> } = {
  platformStatus: fc.constantFrom('AWAITING_PAYMENT', 'AWAITING_SHIPMENT', 'PARTLY_SHIPPED', 'SHIPPED', 'COMPLETED', 'CLOSED', 'REFUNDED'),
  platformUpdatedAt: orNull(time), contentKey: text, paidAt: orNull(time), promisedShipAt: orNull(time),
  payableFen: fen, paidFen: fen, freightFen: fen, discountFen: fen, buyerMessage: text, sellerNote: text,
};
