import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@daifa/event-store/context';
import { waybillOf } from '@daifa/order-domain/guards';
import { asAllocationId, asFactoryId, type AllocationId, type FactoryId } from '@daifa/order-domain/ids';
import { isReturned, type Order } from '@daifa/order-domain/order';
import { reportGhost, revokeReturn } from '@daifa/order-domain/waybill-return';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import type { LatestPlace } from '@daifa/service-shell/latest-place';
import { Allow } from '@daifa/service-shell/policy';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { withoutPersonalData } from '../free-text.js';
import { giveBackNumbers } from './give-back.js';
import { freeNumbers, numbersOf, typedNumbers } from './number-claims.js';
import { oneOrder, statusesOf } from './one-order.js';
import { parcelNumbers } from './parcel-numbers.js';
import { GhostShipment, ReportGhostShipment, ReturnAnswer, Returned, ReturnItem, ReturnWaybills, RevokeAnswer, Revoked, RevokeItem, RevokeReturns } from './waybill-returns.dto.js';

type Request = { readonly factoryId: FactoryId; readonly at: string };

@ApiTags('factory')
@Controller('factory')
@Allow(['factory'])
export class WaybillReturnsController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Post('waybill-returns')
  @HttpCode(200)
  @ApiOperation({ summary: 'Hand back waybill numbers: from then on nothing blocks the parcel 回传运单号' })
  @ApiOkResponse({ type: ReturnAnswer })
  async giveBack(@Body() body: ReturnWaybills, @Asked() asked: Asked): Promise<ReturnAnswer> {
    const request = this.#request(asked);
    const { results } = await asked.batch(body.items, { key: ({ allocationIds }) => allocationIds.join(','), run: (item, context, place) => this.#return({ ...request, place }, item, context) });
    return { results };
  }

  @Post('waybill-returns/revocations')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take a return back: the fence is up again, and what came meanwhile takes effect 取消回传' })
  @ApiOkResponse({ type: RevokeAnswer })
  async revoke(@Body() body: RevokeReturns, @Asked() asked: Asked): Promise<RevokeAnswer> {
    const request = this.#request(asked);
    const { results } = await asked.batch(body.items, { key: ({ allocationId }) => allocationId, run: (item, context, place) => this.#revoke({ ...request, place }, item, context) });
    return { results };
  }

  @Post('ghost-shipments')
  @HttpCode(200)
  @ApiOperation({ summary: 'Report a parcel that has left although its allocation was taken back 登记幽灵包裹' })
  @ApiOkResponse({ type: GhostShipment })
  async ghost(@Body() body: ReportGhostShipment, @Asked() asked: Asked): Promise<GhostShipment> {
    const { factoryId, at } = this.#request(asked);
    const { orderId } = oneOrder([body.allocationId]);
    const allocationId = asAllocationId(body.allocationId);
    const { waybillNo } = parcelNumbers({ ...body, extraWaybillNos: [] });
    const reason = withoutPersonalData('reason', body.reason);
    const settled = settle(await this.world.aggregates.orders.transact(orderId, asked.context(), (order) => reportGhost({ factoryId, allocationId, waybillNo, reason, at }, order)));
    asked.answeredAt({ revision: settled.revision, ...(settled.position !== null && { position: settled.position }) });
    return { allocationId, waybillNo };
  }

  async #return({ factoryId, at, place }: Request & { readonly place: LatestPlace }, item: ReturnItem, context: CommandContext): Promise<Returned> {
    const { orderId, allocationIds } = oneOrder(item.allocationIds);
    const numbers = parcelNumbers({ carrier: item.carrier, waybillNo: item.waybillNo, extraWaybillNos: item.extraWaybillNos ?? [] });
    const settled = await giveBackNumbers({ world: this.world, database: this.database }, { orderId, context, command: { factoryId, allocationIds, ...numbers, at } });
    place.reached(settled);
    const { carrier, waybillNo } = numbers;
    return { carrier, waybillNo, allocations: statusesOf(settled.state, parcelOf(settled.state, waybillNo, factoryId)) };
  }

  async #revoke({ factoryId, at, place }: Request & { readonly place: LatestPlace }, item: RevokeItem, context: CommandContext): Promise<Revoked> {
    const { orderId } = oneOrder([item.allocationId]);
    const allocationId = asAllocationId(item.allocationId);
    const reason = withoutPersonalData('reason', item.reason);
    const before = (await this.world.aggregates.orders.load(orderId)).state;
    const settled = settle(await this.world.aggregates.orders.transact(orderId, context, (order) => revokeReturn({ factoryId, allocationId, reason, at }, order)));
    place.reached(settled);
    await freeNumbers(this.world, { orderId, context, at, waybillNos: typedNumbers(before, numbersOf(before, allocationId)) });
    const revoked = settled.events.flatMap((event) => (event.type === 'WaybillReturnRevoked' ? event.allocationIds : []));
    return { allocations: statusesOf(settled.state, revoked.length > 0 ? revoked : [allocationId]) };
  }

  #request(asked: Asked): Request {
    return { factoryId: asFactoryId(asked.caller.tenantId), at: this.world.ports.clock.now().toISOString() };
  }
}

function parcelOf(order: Order, waybillNo: string, factoryId: FactoryId): readonly AllocationId[] {
  return order.allocations.filter((one) => one.factoryId === factoryId && isReturned(one) && waybillOf(one) === waybillNo).map(({ allocationId }) => allocationId);
}
