import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isCarrierCode } from '@daifa/carriers/catalogue';
import { asAllocationId, asFactoryId, orderIdWithin, type OrderId } from '@daifa/order-domain/ids';
import { Asked } from '@daifa/service-shell/asked';
import type { BatchAnswer } from '@daifa/service-shell/batch';
import { BatchResults } from '@daifa/service-shell/batch.dto';
import { Allow } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { invalid } from '@daifa/service-shell/validation';
import { WORLD, type World } from '@daifa/service-shell/world';
import { LABEL_DESK, LabelDesk } from '../carrier-work/label-desk.js';
import { ELIGIBILITY, Eligibility } from '../carrier-services/eligibility.js';
import { askForNumber } from './ask-for-number.js';
import { WaybillAnswer, WaybillBatch } from './waybills.dto.js';

@ApiTags('waybills')
@Controller('waybills')
@Allow(['factory'])
export class WaybillsController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(LABEL_DESK) private readonly desk: LabelDesk, @Inject(ELIGIBILITY) private readonly eligibility: Eligibility) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Buy waybill numbers for allocations; a result for each parcel 取号（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  buy(@Body() { items }: WaybillBatch, @Asked() asked: Asked): Promise<BatchAnswer<WaybillAnswer>> {
    const factoryId = asFactoryId(asked.caller.tenantId);
    return asked.batch(items, {
      key: ({ allocationIds }) => allocationIds.join(','),
      run: async ({ allocationIds, carrier }, context, place) => {
        if (!isCarrierCode(carrier)) throw problem('CARRIER_UNKNOWN', { carrier });
        const command = { orderId: oneOrder(allocationIds), factoryId, allocationIds: allocationIds.map(asAllocationId), carrier, at: this.world.ports.clock.now().toISOString() };
        return askForNumber({ world: this.world, desk: this.desk, eligibility: this.eligibility }, command, context, place);
      },
    });
  }
}

/** The order all of these belong to. @throws Problem ALLOCATION_NOT_FOUND for an id that is none, VALIDATION_FAILED for two orders on one label */
function oneOrder(allocationIds: readonly string[]): OrderId {
  const orderIds = allocationIds.map((allocationId) => {
    const orderId = orderIdWithin(allocationId);
    if (orderId === null) throw notFound('ALLOCATION_NOT_FOUND', { allocationId });
    return orderId;
  });
  const [first, ...others] = new Set(orderIds);
  if (first !== undefined && others.length === 0) return first;
  throw invalid([{ in: 'body', pointer: '/items', rule: 'oneOrder', messages: { zh: '同一面单的分配必须属于同一订单', en: 'allocations on one label must belong to one order' } }]);
}
