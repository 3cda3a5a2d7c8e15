import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { asLineId, asMerchantId, asOrderId, isUuid, orderIdOf, type MerchantId, type OrderId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { cancelReshipment, createReshipment, endReshipment } from '@daifa/order-domain/reshipment';
import { uploadByHand } from '@daifa/order-domain/uploads';
import { maskFreeText } from '@daifa/personal-data/free-text';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import { CancelReshipmentBody, CreateReshipmentBody, ReshipmentAnswer, UploadByHandBody } from './reshipments.dto.js';
import { bear, mirror } from './reshipment-steps.js';

@ApiTags('reshipments')
@Controller('reshipments')
@Allow(['merchant'])
export class ReshipmentsController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Post()
  @ApiOperation({ summary: 'Send goods of a shipped order again, by an order of their own 创建补发' })
  @ApiCreatedResponse({ type: ReshipmentAnswer })
  async create(@Body() body: CreateReshipmentBody, @Asked() asked: Asked): Promise<ReshipmentAnswer> {
    const merchantId = asMerchantId(asked.caller.tenantId);
    const originalOrderId = originalOf(body, merchantId);
    const context = asked.context();
    const reshipmentId = asOrderId(v5('reshipment', context.commandId));
    const lines = body.lines.map(({ lineId, quantity }) => ({ lineId: asLineId(lineId), quantity }));
    const receiver = body.receiver ? await this.world.seals.seal({ ...body.receiver, buyer: null }, { tenantId: merchantId, orderId: reshipmentId }) : null;
    const at = this.world.ports.clock.now().toISOString();
    const command = { merchantId, reshipmentId, reason: body.reason, lines, afterSaleId: null, evidence: maskFreeText(body.evidence ?? ''), receiver, at };
    const settled = settle(await this.world.aggregates.orders.transact<Refusal>(originalOrderId, context, (order) => createReshipment(command, order)));
    const position = await bear(this.world, context, { originalOrderId, original: settled.state, reshipmentId });
    await mirror(this.world, context, settled.state);
    this.#answeredAt(asked, settled.revision, position ?? settled.position);
    return answerOf(originalOrderId, settled.state, reshipmentId);
  }

  @Post(':reshipmentId/cancellation')
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel a reshipment that has not left; its number in the sequence stays used 取消补发' })
  @ApiOkResponse({ type: ReshipmentAnswer })
  async cancel(@Param('reshipmentId') id: string, @Body() body: CancelReshipmentBody, @Asked() asked: Asked): Promise<ReshipmentAnswer> {
    const { reshipmentId, originalOrderId, merchantId } = await this.#own(id, asked);
    const context = asked.context();
    const command = { merchantId, reshipmentId, reason: maskFreeText(body.reason ?? ''), at: this.world.ports.clock.now().toISOString() };
    settle(await this.world.aggregates.orders.transact<Refusal>(reshipmentId, context, (order) => endReshipment(command, order)));
    const { state, position } = settle(await this.world.aggregates.orders.transact<Refusal>(originalOrderId, { ...context, commandId: v5('original', context.commandId) }, (order) => cancelReshipment(command, order)));
    this.#answeredAt(asked, null, position);
    return answerOf(originalOrderId, state, reshipmentId);
  }

  @Post(':reshipmentId/upload')
  @HttpCode(200)
  @ApiOperation({ summary: 'Have the channel told a number that is not told by itself: the second reshipment\'s and later ones\' 手工回传补发单号' })
  @ApiOkResponse({ type: ReshipmentAnswer })
  async upload(@Param('reshipmentId') id: string, @Body() { waybillNo }: UploadByHandBody, @Asked() asked: Asked): Promise<ReshipmentAnswer> {
    const { reshipmentId, originalOrderId, merchantId } = await this.#own(id, asked);
    const at = this.world.ports.clock.now().toISOString();
    const settled = settle(await this.world.aggregates.orders.transact<Refusal>(reshipmentId, asked.context(), (order) => uploadByHand({ merchantId, waybillNo, at }, order), { ifMatch: asked.ifMatch() }));
    this.#answeredAt(asked, settled.revision, settled.position);
    const { state } = await this.world.aggregates.orders.load(originalOrderId);
    return answerOf(originalOrderId, state, reshipmentId);
  }

  async #own(id: string, asked: Asked): Promise<{ readonly reshipmentId: OrderId; readonly originalOrderId: OrderId; readonly merchantId: MerchantId }> {
    const { state } = await this.world.aggregates.orders.load(isUuid(id) ? id : '');
    if (state.reshipmentOf === null || state.merchantId !== asked.caller.tenantId) throw notFound('RESHIPMENT_NOT_FOUND', { reshipmentId: id });
    return { reshipmentId: asOrderId(id), originalOrderId: state.reshipmentOf.originalOrderId, merchantId: state.merchantId };
  }

  #answeredAt(asked: Asked, revision: number | null, position: number | null): void {
    asked.answeredAt({ ...(revision !== null && { revision }), ...(position !== null && { position }) });
  }
}

function originalOf({ originalOrderId, channel, shopId, platformOrderNo }: CreateReshipmentBody, merchantId: MerchantId): OrderId {
  if (originalOrderId !== undefined) return asOrderId(originalOrderId);
  if (channel === undefined || shopId === undefined || platformOrderNo === undefined) throw notFound('ORDER_NOT_FOUND');
  return orderIdOf({ merchantId, channel, shopId, platformOrderNo });
}

function answerOf(originalOrderId: OrderId, original: Order, reshipmentId: OrderId): ReshipmentAnswer {
  const found = original.reshipments.find((one) => one.reshipmentId === reshipmentId);
  if (!found) throw notFound('RESHIPMENT_NOT_FOUND', { reshipmentId });
  return { reshipmentId, originalOrderId, sequence: found.sequence, autoUpload: found.sequence === 1 };
}
