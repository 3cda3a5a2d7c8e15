import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { activeHoldOf } from '@daifa/order-domain/holds';
import { asMerchantId, orderIdOf } from '@daifa/order-domain/ids';
import { stopShipment, type StopFailure } from '@daifa/order-domain/stop-shipment';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { WORLD, type World } from '@daifa/service-shell/world';
import { withoutPersonalData } from '../free-text.js';
import { StopAnswer, StopQuery } from './stops.dto.js';

@ApiTags('channels')
@Controller('channels/stop-shipments')
@Allow(['platform'])
export class StopsController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  /** The order's own append decides between this and a print that is asked for at the same moment: one of them is told no. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask whether an order can still be stopped; yes means that it is 发货拦截查询' })
  @ApiOkResponse({ type: StopAnswer })
  async stop(@Body() { merchantId, channel, shopId, platformOrderNo, stopId, reason }: StopQuery, @Asked() asked: Asked): Promise<StopAnswer> {
    const orderId = orderIdOf({ merchantId: asMerchantId(merchantId), channel, shopId, platformOrderNo });
    const command = { stopId, reason: withoutPersonalData('reason', reason), at: this.world.ports.clock.now().toISOString() };
    const outcome = await this.world.aggregates.orders.transact<StopFailure>(orderId, asked.context(), (order) => stopShipment(command, order));
    if (outcome.kind === 'refused') return { result: 'FAIL', reason: outcome.refusals[0].code, holdId: null, orderId };
    const { state, revision, position } = settle(outcome);
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return { result: 'SUCCESS', reason: null, holdId: activeHoldOf(state, 'BUYER_CANCEL', stopId)?.holdId ?? null, orderId };
  }
}
