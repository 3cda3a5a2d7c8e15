import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { asMerchantId } from '@daifa/order-domain/ids';
import { confirmPayment } from '@daifa/order-domain/payment';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { WORLD, type World } from '@daifa/service-shell/world';
import { withoutPersonalData } from '../free-text.js';
import { OrderChanged } from '../holds/holds.dto.js';
import { commandOrder } from '../order-command.js';
import { PaymentConfirmation } from './payments.dto.js';

@ApiTags('orders')
@Controller('orders/:orderId/payment-confirmation')
@Allow(['merchant'])
export class PaymentsController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Customer service has confirmed a payment on delivery: its hold is released, its clock starts 确认货到付款' })
  @ApiOkResponse({ type: OrderChanged })
  async confirm(@Param('orderId') orderId: string, @Body() body: PaymentConfirmation, @Asked() asked: Asked): Promise<OrderChanged> {
    const merchantId = asMerchantId(asked.caller.tenantId);
    const note = withoutPersonalData('note', body.note);
    const { state: rules } = await this.world.aggregates.ruleBooks.load(merchantId);
    return commandOrder(this.world, asked, orderId, (order, at) => confirmPayment({ merchantId, note, rules, at }, order));
  }
}
