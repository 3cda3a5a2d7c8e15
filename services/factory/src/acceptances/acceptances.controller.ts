import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { acceptAllocation } from '@daifa/order-domain/acceptance';
import { asAllocationId, asFactoryId } from '@daifa/order-domain/ids';
import type { Refusal } from '@daifa/order-domain/refusals';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import type { BatchAnswer } from '@daifa/service-shell/batch';
import { BatchResults } from '@daifa/service-shell/batch.dto';
import { Allow } from '@daifa/service-shell/policy';
import { WORLD, type World } from '@daifa/service-shell/world';
import { oneOrder, statusesOf } from '../waybill-returns/one-order.js';
import type { AllocationNow } from '../waybill-returns/waybill-returns.dto.js';
import { AcceptAllocations } from './acceptances.dto.js';

@ApiTags('factory')
@Controller('factory/acceptances')
@Allow(['factory'])
export class AcceptancesController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Say that allocations are taken up: their ACCEPT clock ends 接单（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  accept(@Body() { items }: AcceptAllocations, @Asked() asked: Asked): Promise<BatchAnswer<{ readonly allocations: readonly AllocationNow[] }>> {
    const factoryId = asFactoryId(asked.caller.tenantId);
    const at = this.world.ports.clock.now().toISOString();
    return asked.batch(items, {
      key: ({ allocationId }) => allocationId,
      run: async (item, context, place) => {
        const { orderId } = oneOrder([item.allocationId]);
        const allocationId = asAllocationId(item.allocationId);
        const settled = settle(await this.world.aggregates.orders.transact<Refusal>(orderId, context, (order) => acceptAllocation({ factoryId, allocationId, at }, order)));
        place.reached(settled);
        return { allocations: statusesOf(settled.state, [allocationId]) };
      },
    });
  }
}
