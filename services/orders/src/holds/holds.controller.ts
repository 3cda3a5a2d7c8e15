import { Body, Controller, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { placeHold, releaseHold } from '@daifa/order-domain/holds';
import { asHoldId, asLineId, asMerchantId } from '@daifa/order-domain/ids';
import { decideReview } from '@daifa/order-domain/review';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { problem } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { withoutPersonalData } from '../free-text.js';
import { commandOrder, ownerOf } from '../order-command.js';
import { ApprovalBody, OrderChanged, PlaceHoldBody, RiskReviewBody } from './holds.dto.js';

@ApiTags('orders')
@Controller('orders/:orderId')
export class HoldsController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Post('approval')
  @HttpCode(200)
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Approve or reject an order: nothing leaves without approval 审核订单' })
  @ApiOkResponse({ type: OrderChanged })
  async approve(@Param('orderId') orderId: string, @Body() body: ApprovalBody, @Asked() asked: Asked): Promise<OrderChanged> {
    const merchantId = asMerchantId(asked.caller.tenantId);
    const note = withoutPersonalData('note', body.note ?? '');
    const { state: rules } = await this.world.aggregates.ruleBooks.load(merchantId);
    return commandOrder(this.world, asked, orderId, (order, at) => decideReview({ merchantId, decision: body.decision, note, rules, at }, order));
  }

  @Post('holds')
  @Allow(['merchant', 'platform'])
  @ApiOperation({ summary: 'Hold an order or some of its lines: from this answer on nothing it covers is printed 冻结' })
  @ApiCreatedResponse({ type: OrderChanged })
  place(@Param('orderId') orderId: string, @Body() body: PlaceHoldBody, @Asked() asked: Asked): Promise<OrderChanged> {
    const { type = 'MERCHANT', effect } = body;
    const placedBy = asked.caller.role === 'platform' ? 'platform' : 'merchant';
    if (placedBy === 'merchant' && (type === 'BUYER_CANCEL' || type === 'SHOP_CLOSED')) throw problem('FORBIDDEN', { type });
    const reason = withoutPersonalData('reason', body.reason);
    const causeId = body.handle ?? asked.context().commandId;
    const lines = (body.lines ?? []).map(({ lineId, quantity }) => ({ lineId: asLineId(lineId), quantity }));
    return commandOrder(this.world, asked, orderId, (order, at) => placeHold({ merchantId: ownerOf(asked), type, effect, lines, causeId, placedBy, reason, at }, order));
  }

  @Delete('holds/:holdId')
  @Allow(['merchant', 'platform'])
  @ApiOperation({ summary: 'Release one hold and no other 解除冻结' })
  @ApiOkResponse({ type: OrderChanged })
  release(@Param('orderId') orderId: string, @Param('holdId') holdId: string, @Asked() asked: Asked): Promise<OrderChanged> {
    const releasedBy = asked.caller.role === 'platform' ? 'platform' : 'merchant';
    return commandOrder(this.world, asked, orderId, (order, at) => releaseHold({ merchantId: ownerOf(asked), holdId: asHoldId(holdId), releasedBy, reason: 'RELEASED', at }, order));
  }

  @Post('risk-reviews')
  @Allow(['platform'])
  @ApiOperation({ summary: 'Start a risk review: what is allocated is taken back 开始风控审核' })
  @ApiCreatedResponse({ type: OrderChanged })
  startReview(@Param('orderId') orderId: string, @Body() body: RiskReviewBody, @Asked() asked: Asked): Promise<OrderChanged> {
    const causeId = body.reviewId ?? asked.context().commandId;
    const reason = withoutPersonalData('reason', body.reason);
    return commandOrder(this.world, asked, orderId, (order, at) => placeHold({ merchantId: null, type: 'RISK_REVIEW', effect: 'CANCEL', lines: [], causeId, placedBy: 'platform', reason, at }, order));
  }

  @Delete('risk-reviews/:reviewId')
  @Allow(['platform'])
  @ApiOperation({ summary: 'Clear a risk review: its own hold is released 审核通过' })
  @ApiOkResponse({ type: OrderChanged })
  clearReview(@Param('orderId') orderId: string, @Param('reviewId') reviewId: string, @Asked() asked: Asked): Promise<OrderChanged> {
    return commandOrder(this.world, asked, orderId, (order, at) => {
      const known = order.holds.findLast((hold) => hold.type === 'RISK_REVIEW' && hold.causeId === reviewId);
      const holdId = known?.holdId ?? asHoldId(`RISK_REVIEW:${reviewId}`); // the number is missing, so no hold is called so
      return releaseHold({ merchantId: null, holdId, releasedBy: 'platform', reason: 'CLEARED', at }, order);
    });
  }
}
