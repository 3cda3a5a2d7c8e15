import { nameUuid } from '@daifa/ports/name-uuid';

/**
 * Ids are branded strings: a FactoryId cannot stand where a LineId should. Text becomes an id only here, where it enters
 * (HTTP, codec, SQL row). What belongs to one order carries the order's id in its own, so that a factory's command finds
 * its stream without a look-up: `{orderId}.{lineId}.{epoch}`, `{orderId}.L{n}`, `{orderId}.P{n}`.
 */
type Brand<Name extends string> = string & { readonly brand: Name };

export type OrderId = Brand<'OrderId'>;
export type LineId = Brand<'LineId'>;
export type MerchantId = Brand<'MerchantId'>;
export type FactoryId = Brand<'FactoryId'>;
export type AllocationId = Brand<'AllocationId'>;
export type LabelId = Brand<'LabelId'>;
export type PermitId = Brand<'PermitId'>;
export type PrintJobId = Brand<'PrintJobId'>;
export type HoldId = Brand<'HoldId'>;
export type AfterSaleId = Brand<'AfterSaleId'>;
export type InterceptId = Brand<'InterceptId'>;
export type ShortageId = Brand<'ShortageId'>;
export type BindingId = Brand<'BindingId'>;
export type AddressId = Brand<'AddressId'>;
export type StatementId = Brand<'StatementId'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isUuid = (text: string): boolean => UUID.test(text);

export const asOrderId = (text: string): OrderId => text as OrderId;
export const asLineId = (text: string): LineId => text as LineId;
export const asMerchantId = (text: string): MerchantId => text as MerchantId;
export const asFactoryId = (text: string): FactoryId => text as FactoryId;
export const asAllocationId = (text: string): AllocationId => text as AllocationId;
export const asLabelId = (text: string): LabelId => text as LabelId;
export const asPermitId = (text: string): PermitId => text as PermitId;
export const asPrintJobId = (text: string): PrintJobId => text as PrintJobId;
export const asHoldId = (text: string): HoldId => text as HoldId;
export const asAfterSaleId = (text: string): AfterSaleId => text as AfterSaleId;
export const asInterceptId = (text: string): InterceptId => text as InterceptId;
export const asShortageId = (text: string): ShortageId => text as ShortageId;
export const asBindingId = (text: string): BindingId => text as BindingId;
export const asAddressId = (text: string): AddressId => text as AddressId;
export const asStatementId = (text: string): StatementId => text as StatementId;

/** What a channel calls an order. Unique, so the order's id follows from it and an import twice finds the same stream. */
export type NaturalKey = {
  readonly merchantId: MerchantId;
  readonly channel: string;
  readonly shopId: string;
  readonly platformOrderNo: string;
};

/** The merchant's id is the namespace: who does not know it cannot guess an order's id from its platform number. */
export function orderIdOf({ merchantId, channel, shopId, platformOrderNo }: NaturalKey): OrderId {
  return asOrderId(nameUuid([channel, shopId, platformOrderNo].join('\x1f'), merchantId));
}

/** What a factory sees instead of the merchant's id: another one for every factory. */
export function mallMaskIdOf(merchantId: MerchantId, factoryId: FactoryId): string {
  return nameUuid(factoryId, merchantId);
}

/** One stream per pair, so that a second binding of the same two is decided knowing the first. */
export function bindingPairOf(merchantId: MerchantId, factoryId: FactoryId): string {
  return nameUuid(`binding/${factoryId}`, merchantId);
}

export function allocationIdOf(orderId: OrderId, lineId: LineId, epoch: number): AllocationId {
  return asAllocationId(`${orderId}.${lineId}.${epoch}`);
}

export function numberedIdOf(orderId: OrderId, kind: 'L' | 'P' | 'I' | 'S' | 'U', ordinal: number): string {
  return `${orderId}.${kind}${ordinal}`;
}

/** The order inside an allocation, label, permit, intercept or shortage id; null when the text is no such id. */
export function orderIdWithin(id: string): OrderId | null {
  const text = id.slice(0, 36);
  return UUID.test(text) && id[36] === '.' && id.length <= 64 ? asOrderId(text) : null;
}

/** The same case of a platform is the same stream, however often and by whomever it is told. */
export function afterSaleIdOf(merchantId: MerchantId, platformAfterSaleNo: string): AfterSaleId {
  return asAfterSaleId(nameUuid(`aftersale/${platformAfterSaleNo}`, merchantId));
}
