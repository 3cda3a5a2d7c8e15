import { Body, Controller, Inject, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { asMerchantId, isUuid } from '@daifa/order-domain/ids';
import { changeReceiver } from '@daifa/order-domain/receiver';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { OrderChanged } from '../holds/holds.dto.js';
import { IntakeReceiver } from '../intake/intake.dto.js';
import { commandOrder } from '../order-command.js';

@ApiTags('orders')
@Controller('orders/:orderId/receiver')
@Allow(['merchant'])
export class ReceiverController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Put()
  @ApiOperation({ summary: 'Change the receiver: a label of the old address can never be printed again 修改收件人' })
  @ApiOkResponse({ type: OrderChanged })
  async change(@Param('orderId') orderId: string, @Body() body: IntakeReceiver, @Asked() asked: Asked): Promise<OrderChanged> {
    const merchantId = asMerchantId(asked.caller.tenantId);
    const owner = isUuid(orderId) ? (await this.world.aggregates.orders.load(orderId)).state.merchantId : null;
    if (owner !== merchantId) throw notFound('ORDER_NOT_FOUND', { orderId });
    const { buyer = null, ...plain } = body;
    const receiver = await this.world.seals.seal({ ...plain, buyer }, { tenantId: merchantId, orderId });
    return commandOrder(this.world, asked, orderId, (order, at) => changeReceiver({ merchantId, receiver, at }, order));
  }
}
