import type { CommandContext } from '@daifa/event-store/context';
import type { AllocationId, OrderId } from '@daifa/order-domain/ids';
import { findAllocation, type Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { freeWaybill, sameReceiver, useWaybill, type UseWaybill, type WaybillNumber, type WaybillUseRefusal } from '@daifa/order-domain/waybill-number';
import type { World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { v5 } from 'uuid';
import { orderOfIssued } from './issued-numbers.js';

/** Where K1009 looks beyond the order: who else uses a number, and whose label it was bought for. */
export type Place = { readonly world: World; readonly database: DataSource };

export type NumberRefusal = WaybillUseRefusal | Extract<Refusal, { readonly code: 'WAYBILL_NOT_ISSUED_NUMBER' }>;

/** A number that was claimed and came to nothing – a process died between – is nobody's after this. */
const CLAIM_MS = 60_000;

/** Those a person typed: what was bought for a label of this very order, the order judges alone. */
export function typedNumbers({ labels }: Order, numbers: readonly string[]): readonly string[] {
  return [...new Set(numbers)].filter((no) => !labels.some(({ waybillNo }) => waybillNo === no));
}

/** All numbers of a returned allocation's parcel. */
export function numbersOf(order: Order, allocationId: AllocationId): readonly string[] {
  const state = findAllocation(order, allocationId)?.state;
  return state?.kind === 'returned' ? [state.waybillNo, ...state.extraWaybillNos] : [];
}

/** Every rule a number breaks now. Nothing is claimed by asking. */
export async function refusalsOf(place: Place, use: UseWaybill): Promise<readonly NumberRefusal[]> {
  const { state } = await place.world.aggregates.waybillNumbers.load(use.waybillNo);
  const decision = useWaybill(use, state);
  const told = decision.kind === 'refused' ? await afterLeftovers(place.world, use, state) : [];
  return [...told, ...(await issuedElsewhere(place, use))];
}

/** Claims a number for an order; what another claims at the same moment is refused here. */
export async function claimNumber(world: World, use: UseWaybill, context: CommandContext): Promise<readonly NumberRefusal[]> {
  const outcome = await world.aggregates.waybillNumbers.transact<WaybillUseRefusal>(use.waybillNo, ofNumber(context, 'use', use.waybillNo), (number) => useWaybill(use, number));
  return outcome.kind === 'refused' ? outcome.refusals : [];
}

/** Gives numbers up for an order, but for those that another parcel of it bears. */
export async function freeNumbers(world: World, { orderId, context, at, waybillNos }: { readonly orderId: OrderId; readonly context: CommandContext; readonly at: string; readonly waybillNos: readonly string[] }): Promise<void> {
  const { state } = await world.aggregates.orders.load(orderId);
  for (const waybillNo of waybillNos.filter((no) => !bears(state, no))) await world.aggregates.waybillNumbers.transact<never>(waybillNo, ofNumber(context, 'free', waybillNo), (number) => freeWaybill({ orderId, at }, number));
}

/** The rules again, without the claims of orders that do not have the number after all. */
async function afterLeftovers(world: World, use: UseWaybill, number: WaybillNumber): Promise<readonly NumberRefusal[]> {
  const old = number.uses.filter(({ at }) => Date.parse(use.at) - Date.parse(at) > CLAIM_MS);
  const borne = await Promise.all(old.map(async ({ orderId }) => bears((await world.aggregates.orders.load(orderId)).state, use.waybillNo)));
  const leftovers = old.filter((_, n) => !borne[n]).map(({ orderId }) => orderId);
  for (const orderId of leftovers) {
    const context: CommandContext = { commandId: world.ports.ids.uuid(), correlationId: orderId, causationId: null, actor: { kind: 'system', id: 'factory' }, occurredAt: use.at };
    await freeNumbers(world, { orderId, context, at: use.at, waybillNos: [use.waybillNo] });
  }
  const decision = useWaybill(use, { ...number, uses: number.uses.filter(({ orderId }) => !leftovers.includes(orderId)) });
  return decision.kind === 'refused' ? decision.refusals : [];
}

const bears = ({ allocations }: Order, no: string): boolean =>
  allocations.some(({ state }) => (state.kind === 'returned' || state.kind === 'shipped') && (state.waybillNo === no || state.extraWaybillNos.includes(no)));

/** A number bought for another order's label may carry this one too, if it goes to the same receiver and the label lives. */
async function issuedElsewhere({ world, database }: Place, use: UseWaybill): Promise<readonly NumberRefusal[]> {
  const { waybillNo } = use;
  const orderId = await orderOfIssued(database, waybillNo);
  if (orderId === null || orderId === use.orderId) return [];
  const { state: order } = await world.aggregates.orders.load(orderId);
  if (order.merchantId !== use.merchantId) return [{ code: 'WAYBILL_USED_BY_OTHER', waybillNo }];
  const { receiverKey = '', region } = order.receiver ?? {};
  if (!sameReceiver({ receiverKey, regionCode: region?.code ?? '' }, use)) return [{ code: 'WAYBILL_MULTI_ADDRESS', waybillNo }];
  const label = order.labels.findLast((one) => one.waybillNo === waybillNo);
  return !label || label.state === 'issued' ? [] : [{ code: 'WAYBILL_NOT_ISSUED_NUMBER', waybillNo, labelId: label.labelId }];
}

/** The same request finds the same number claimed or freed already. */
const ofNumber = (context: CommandContext, what: 'use' | 'free', waybillNo: string): CommandContext => ({ ...context, commandId: v5(`${what}/${waybillNo}`, context.commandId) });
