import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { addressSnapshot } from '@daifa/order-domain/addresses';
import { isOwnedBy } from '@daifa/order-domain/guards';
import { asAddressId, asAllocationId, asMerchantId, asOrderId, orderIdWithin, type MerchantId, type OrderId } from '@daifa/order-domain/ids';
import { orderStatus } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { shipOrder, shipVirtually, type ChannelCheck } from '@daifa/order-domain/shipping';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import type { BatchAnswer } from '@daifa/service-shell/batch';
import { BatchResults } from '@daifa/service-shell/batch.dto';
import { Allow } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { CHANNEL_GLANCE, ChannelGlance } from './channel-glance.js';
import { ShipBatch, ShippedOrder, VirtualShipBatch } from './shipments.dto.js';

@ApiTags('shipments')
@Controller('shipments')
@Allow(['merchant'])
export class ShipmentsController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(CHANNEL_GLANCE) private readonly glance: ChannelGlance) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Ship what the factories returned; a hold since then blocks it 一键发货（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each order, in the order of the request.' })
  async ship(@Body() body: ShipBatch, @Asked() asked: Asked): Promise<BatchAnswer<ShippedOrder>> {
    const merchantId = asMerchantId(asked.caller.tenantId);
    const returnAddress = await this.#returnAddress(merchantId, body.returnAddressId);
    const { shipMethod = 'SELF_ARRANGED' } = body;
    return asked.batch(body.items, {
      key: ({ orderId }) => orderId,
      run: async (item, context, place) => {
        const orderId = asOrderId(item.orderId);
        const channel = await this.#lastLook(orderId, merchantId);
        const at = this.world.ports.clock.now().toISOString();
        const command = { merchantId, allocationIds: (item.allocationIds ?? []).map(asAllocationId), shipMethod, returnAddress, channel, at };
        const settled = settle(await this.world.aggregates.orders.transact<Refusal>(orderId, context, (order) => shipOrder(command, order)));
        place.reached(settled);
        const { state, events, revision } = settled;
        return { orderId, revision, status: orderStatus(state), waybillNos: events.flatMap((event) => (event.type === 'ShipConfirmed' ? [event.waybillNo] : [])) };
      },
    });
  }

  @Post('virtual')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tell an issued number to the platform before paper exists; printing stays fenced 虚拟发货' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  shipVirtually(@Body() { items }: VirtualShipBatch, @Asked() asked: Asked): Promise<BatchAnswer<ShippedOrder>> {
    const merchantId = asMerchantId(asked.caller.tenantId);
    return asked.batch(items, {
      key: ({ allocationId }) => allocationId,
      run: async ({ allocationId }, context, place) => {
        const orderId = orderIdWithin(allocationId);
        if (orderId === null) throw notFound('ALLOCATION_NOT_FOUND', { allocationId });
        const channel = await this.#lastLook(orderId, merchantId);
        const at = this.world.ports.clock.now().toISOString();
        const settled = settle(await this.world.aggregates.orders.transact<Refusal>(orderId, context, (order) => shipVirtually({ merchantId, allocationId: asAllocationId(allocationId), channel, at }, order)));
        place.reached(settled);
        const { state, events, revision } = settled;
        return { orderId, revision, status: orderStatus(state), waybillNos: events.flatMap((event) => (event.type === 'VirtuallyShipped' ? [event.waybillNo] : [])) };
      },
    });
  }

  /** Whose order it is comes first: nobody has a channel asked about a stranger's. */
  async #lastLook(orderId: OrderId, merchantId: MerchantId): Promise<ChannelCheck> {
    const { state } = await this.world.aggregates.orders.load(orderId);
    if (!isOwnedBy(state, merchantId)) throw notFound('ORDER_NOT_FOUND', { orderId });
    return this.glance.at(orderId);
  }

  /** The address as it stands now goes into the event: editing the book later changes nothing that was shipped. */
  async #returnAddress(merchantId: string, id: string): Promise<{ readonly id: string; readonly snapshot: { readonly name: string; readonly phone: string; readonly address: string } }> {
    const snapshot = addressSnapshot((await this.world.aggregates.addressBooks.load(merchantId)).state, asAddressId(id));
    if (!snapshot) throw problem('RETURN_ADDRESS_INVALID', { returnAddressId: id });
    return { id, snapshot };
  }
}
