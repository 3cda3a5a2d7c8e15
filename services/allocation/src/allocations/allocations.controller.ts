import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@daifa/event-store/context';
import { allocateLines, recallAllocations, resumeAutoRoute } from '@daifa/order-domain/allocation';
import { activeBinding } from '@daifa/order-domain/binding';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asAllocationId, asFactoryId, asLineId, asMerchantId, asOrderId, bindingPairOf, orderIdWithin, type MerchantId, type OrderId } from '@daifa/order-domain/ids';
import { allocationStatus, type Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { findPersonalData } from '@daifa/personal-data/free-text';
import { settle, type Settled } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import type { BatchAnswer } from '@daifa/service-shell/batch';
import { BatchResults } from '@daifa/service-shell/batch.dto';
import type { LatestPlace } from '@daifa/service-shell/latest-place';
import { Allow } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { pricesFor } from './prices.js';
import { AllocateBatch, AllocateItem, AllocatedOrder, RecallBatch, RecallItem, ResumeAutoRoute } from './allocations.dto.js';

@ApiTags('allocations')
@Controller('allocations')
@Allow(['merchant'])
export class AllocationsController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Allocate orders to factories, by line and quantity; a result for each 分配订单（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  allocate(@Body() { items }: AllocateBatch, @Asked() asked: Asked): Promise<BatchAnswer<AllocatedOrder>> {
    const merchantId = asMerchantId(asked.caller.tenantId);
    return asked.batch(items, { key: (item) => (item.lines ? `${item.orderId}:${item.lines.map(({ lineId }) => lineId).join(',')}` : item.orderId), run: async (item, context, place) => answered(asOrderId(item.orderId), await this.#allocate(merchantId, item, context), place) });
  }

  async #allocate(merchantId: MerchantId, item: AllocateItem, context: CommandContext): Promise<Settled<Order, OrderEvent>> {
    const orderId = asOrderId(item.orderId);
    const factoryId = asFactoryId(item.factoryId);
    const { bindings, orders } = this.world.aggregates;
    const [bound, { state: order }] = await Promise.all([bindings.load(bindingPairOf(merchantId, factoryId)), orders.load(orderId)]);
    const binding = activeBinding(bound.state);
    const lines = (item.lines ?? []).map(({ lineId, quantity }) => ({ lineId: asLineId(lineId), quantity }));
    const at = this.world.ports.clock.now().toISOString();
    const prices = await pricesFor(this.world, { factoryId, order, lineIds: lines.map(({ lineId }) => lineId), at });
    const command = { orderId, merchantId, factoryId, lines, binding, prices, at };
    return settle(await orders.transact<Refusal>(orderId, context, (current) => allocateLines(command, current)));
  }

  @Post('cancellations')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take allocations back; refused once the waybill is returned 取消分配（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  recall(@Body() { items }: RecallBatch, @Asked() asked: Asked): Promise<BatchAnswer<AllocatedOrder>> {
    const merchantId = asMerchantId(asked.caller.tenantId);
    return asked.batch(items, { key: ({ allocationId }) => allocationId, run: async (item, context, place) => answered(orderOf(item.allocationId), await this.#recall(merchantId, item, context), place) });
  }

  async #recall(merchantId: MerchantId, { allocationId, reason }: RecallItem, context: CommandContext): Promise<Settled<Order, OrderEvent>> {
    if (findPersonalData(reason).length > 0) throw problem('PII_IN_FREE_TEXT', { field: 'reason' });
    const command = { merchantId, allocationIds: [asAllocationId(allocationId)], reason, at: this.world.ports.clock.now().toISOString() };
    return settle(await this.world.aggregates.orders.transact<Refusal>(orderOf(allocationId), context, (order) => recallAllocations(command, order)));
  }

  @Post('auto-route')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let the rules allocate a recalled line again 恢复自动分配' })
  @ApiOkResponse({ type: AllocatedOrder })
  async resume(@Body() body: ResumeAutoRoute, @Asked() asked: Asked): Promise<AllocatedOrder> {
    const orderId = asOrderId(body.orderId);
    const command = { merchantId: asMerchantId(asked.caller.tenantId), lineId: asLineId(body.lineId), at: this.world.ports.clock.now().toISOString() };
    const settled = settle(await this.world.aggregates.orders.transact<Refusal>(orderId, asked.context(), (order) => resumeAutoRoute(command, order), optional(asked.ifMatch())));
    asked.answeredAt({ revision: settled.revision, ...(settled.position !== null && { position: settled.position }) });
    return answered(orderId, settled);
  }
}

/** The order an allocation belongs to, by its id alone. @throws Problem ALLOCATION_NOT_FOUND */
function orderOf(allocationId: string): OrderId {
  const orderId = orderIdWithin(allocationId);
  if (orderId === null) throw notFound('ALLOCATION_NOT_FOUND', { allocationId });
  return orderId;
}

const optional = (ifMatch: number | undefined): { readonly ifMatch?: number } => (ifMatch === undefined ? {} : { ifMatch });

/** The allocations this command created or cancelled; all of the order's when it found everything so already. */
function answered(orderId: OrderId, settled: Settled<Order, OrderEvent>, place?: LatestPlace): AllocatedOrder {
  const { state, events, revision } = settled;
  place?.reached(settled);
  const touched = events.flatMap((event) => (event.type === 'AllocationCreated' || event.type === 'AllocationCancelled' ? [event.allocationId] : []));
  const shown = state.allocations.filter(({ allocationId }) => touched.length === 0 || touched.includes(allocationId));
  return {
    orderId, revision,
    allocations: shown.map((allocation) => {
      const { allocationId, lineId, epoch, factoryId, quantity } = allocation;
      return { allocationId, orderId, lineId, epoch, factoryId, quantity, status: allocationStatus(state, allocation) };
    }),
  };
}
