import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Decision } from '@daifa/decider/decision';
import type { AfterSaleCase, CaseEvent } from '@daifa/order-domain/case';
import { afterSaleIdOf, asAfterSaleId, asLineId, asOrderId, isUuid, type AfterSaleId, type MerchantId } from '@daifa/order-domain/ids';
import { agreeReship, arbitrateReship, confirmReship, modifyReship, rejectReship, requestReship, ruleReship, withdrawReship, type CaseRefusal, type ReshipForm } from '@daifa/order-domain/reship-case';
import { createReshipment } from '@daifa/order-domain/reshipment';
import { maskFreeText } from '@daifa/personal-data/free-text';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import { recall, reshipmentCommand, reshipmentOfCase, send } from './reship-request-steps.js';
import { AgreeBody, RejectBody, ReshipFormBody, ReshipRequestBody, ReshipRequestItem, RuleBody } from './reship-requests.dto.js';

/** A buyer asks for what was left out (补寄). The buyer speaks through the platform. */
@ApiTags('after-sales')
@Controller('reship-requests')
export class ReshipRequestsController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Post()
  @Allow(['platform'])
  @ApiOperation({ summary: 'A buyer asks for what was left out of a parcel 申请补寄' })
  @ApiCreatedResponse({ type: ReshipRequestItem })
  async request(@Body() body: ReshipRequestBody, @Asked() asked: Asked): Promise<ReshipRequestItem> {
    const { state: order, revision } = await this.world.aggregates.orders.load(body.orderId);
    const { merchantId } = order;
    if (merchantId === null) throw notFound('ORDER_NOT_FOUND', { orderId: body.orderId });
    const context = asked.context();
    const afterSaleId = body.platformAfterSaleNo === undefined ? asAfterSaleId(v5('reship-request', context.commandId)) : afterSaleIdOf(merchantId, body.platformAfterSaleNo);
    const form = await this.#form(body, merchantId, afterSaleId);
    const possible = createReshipment({ merchantId, reshipmentId: reshipmentOfCase(afterSaleId), afterSaleId, evidence: '', ...form }, order);
    if (possible.kind === 'refused') settle({ ...possible, state: order, revision });
    return this.#decided(afterSaleId, asked, (known) => requestReship({ ...form, afterSaleId, merchantId, orderId: asOrderId(body.orderId), origin: body.origin ?? 'CONSUMER' }, known));
  }

  @Get(':afterSaleId')
  @Allow(['merchant', 'platform'])
  @ApiOperation({ summary: 'What is asked for, and how far it has come 补寄详情' })
  @ApiOkResponse({ type: ReshipRequestItem })
  async one(@Param('afterSaleId') id: string, @Asked() asked: Asked): Promise<ReshipRequestItem> {
    const { state, revision } = await this.#known(id, asked);
    asked.answeredAt({ revision });
    return shown(state);
  }

  @Put(':afterSaleId')
  @Allow(['platform'])
  @ApiOperation({ summary: 'The buyer changes what he asks for, until it is agreed 修改补寄申请' })
  @ApiOkResponse({ type: ReshipRequestItem })
  async modify(@Param('afterSaleId') id: string, @Body() body: ReshipFormBody, @Asked() asked: Asked): Promise<ReshipRequestItem> {
    const { afterSaleId, merchantId } = await this.#known(id, asked);
    const form = await this.#form(body, merchantId, afterSaleId);
    return this.#decided(afterSaleId, asked, (known) => modifyReship(form, known));
  }

  @Post(':afterSaleId/withdrawal')
  @HttpCode(200)
  @Allow(['platform'])
  @ApiOperation({ summary: 'The buyer takes it back: what was agreed and has not left is stopped 撤销补寄申请' })
  @ApiOkResponse({ type: ReshipRequestItem })
  async withdraw(@Param('afterSaleId') id: string, @Asked() asked: Asked): Promise<ReshipRequestItem> {
    const { afterSaleId, state } = await this.#known(id, asked);
    if (state.state === 'AGREED') await recall(this.world, asked.context(), state);
    const item = await this.#decided(afterSaleId, asked, (known) => withdrawReship({ at: this.#now() }, known));
    const after = await this.world.aggregates.cases.load(afterSaleId);
    await recall(this.world, { ...asked.context(), commandId: v5('again', asked.context().commandId) }, after.state); // agreed meanwhile
    return item;
  }

  @Post(':afterSaleId/arbitration')
  @HttpCode(200)
  @Allow(['platform'])
  @ApiOperation({ summary: 'The platform steps in; the merchant waits 平台介入' })
  @ApiOkResponse({ type: ReshipRequestItem })
  async arbitrate(@Param('afterSaleId') id: string, @Asked() asked: Asked): Promise<ReshipRequestItem> {
    const { afterSaleId } = await this.#known(id, asked);
    return this.#decided(afterSaleId, asked, (known) => arbitrateReship({ at: this.#now() }, known));
  }

  @Post(':afterSaleId/ruling')
  @HttpCode(200)
  @Allow(['platform'])
  @ApiOperation({ summary: 'The platform decides 平台裁决' })
  @ApiOkResponse({ type: ReshipRequestItem })
  async rule(@Param('afterSaleId') id: string, @Body() { ruling, note }: RuleBody, @Asked() asked: Asked): Promise<ReshipRequestItem> {
    const { afterSaleId, state } = await this.#known(id, asked);
    if (ruling === 'AGREE') await this.#possible(state);
    return this.#sent(await this.#decided(afterSaleId, asked, (known) => ruleReship({ ruling, reshipmentId: reshipmentOfCase(afterSaleId), note: maskFreeText(note ?? ''), at: this.#now() }, known)), asked);
  }

  @Post(':afterSaleId/agreement')
  @HttpCode(200)
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Agree to what was seen: it is sent by an order of its own 同意补寄' })
  @ApiOkResponse({ type: ReshipRequestItem })
  async agree(@Param('afterSaleId') id: string, @Body() { version }: AgreeBody, @Asked() asked: Asked): Promise<ReshipRequestItem> {
    const { afterSaleId, state } = await this.#known(id, asked);
    if (state.state === 'OPENED') await this.#possible(state);
    return this.#sent(await this.#decided(afterSaleId, asked, (known) => agreeReship({ version, reshipmentId: reshipmentOfCase(afterSaleId), at: this.#now() }, known)), asked);
  }

  @Post(':afterSaleId/rejection')
  @HttpCode(200)
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Reject what was seen; the buyer may call for the platform 拒绝补寄' })
  @ApiOkResponse({ type: ReshipRequestItem })
  async reject(@Param('afterSaleId') id: string, @Body() { version, reason }: RejectBody, @Asked() asked: Asked): Promise<ReshipRequestItem> {
    const { afterSaleId } = await this.#known(id, asked);
    return this.#decided(afterSaleId, asked, (known) => rejectReship({ version, reason: maskFreeText(reason), at: this.#now() }, known));
  }

  @Post(':afterSaleId/receipt')
  @HttpCode(200)
  @Allow(['platform'])
  @ApiOperation({ summary: 'The buyer has it: the case is closed 确认收货' })
  @ApiOkResponse({ type: ReshipRequestItem })
  async confirm(@Param('afterSaleId') id: string, @Asked() asked: Asked): Promise<ReshipRequestItem> {
    const { afterSaleId } = await this.#known(id, asked);
    return this.#decided(afterSaleId, asked, (known) => confirmReship({ at: this.#now() }, known));
  }

  #now(): string {
    return this.world.ports.clock.now().toISOString();
  }

  /** The address is sealed for the order that will send it. */
  async #form({ reason, lines, receiver, description }: ReshipFormBody, merchantId: MerchantId, afterSaleId: AfterSaleId): Promise<ReshipForm> {
    const sealed = await this.world.seals.seal({ ...receiver, buyer: null }, { tenantId: merchantId, orderId: reshipmentOfCase(afterSaleId) });
    return { reason, lines: lines.map(({ lineId, quantity }) => ({ lineId: asLineId(lineId), quantity })), receiver: sealed, description: maskFreeText(description), at: this.#now() };
  }

  /** Foreign is unknown, and so is a case of another type. */
  async #known(id: string, { caller }: Asked): Promise<{ readonly afterSaleId: AfterSaleId; readonly merchantId: MerchantId; readonly state: AfterSaleCase; readonly revision: number }> {
    const { state, revision } = await this.world.aggregates.cases.load(isUuid(id) ? id : '');
    const { afterSaleId, merchantId, reship } = state;
    if (afterSaleId === null || merchantId === null || reship === null || (caller.role === 'merchant' && merchantId !== caller.tenantId)) throw notFound('AFTERSALE_NOT_FOUND', { afterSaleId: id });
    return { afterSaleId, merchantId, state, revision };
  }

  /** Before it is agreed: what the order would refuse is not agreed to. @throws Problem RESHIP_QTY_EXCEEDED and the like */
  async #possible(known: AfterSaleCase): Promise<void> {
    const { state, revision } = await this.world.aggregates.orders.load(known.orderId ?? '');
    const decision = createReshipment(reshipmentCommand(known, this.#now()), state);
    if (decision.kind === 'refused') settle({ ...decision, state, revision });
  }

  async #decided(afterSaleId: AfterSaleId, asked: Asked, decide: (known: AfterSaleCase) => Decision<CaseEvent, CaseRefusal>): Promise<ReshipRequestItem> {
    const { state, revision, position } = settle(await this.world.aggregates.cases.transact<CaseRefusal>(afterSaleId, asked.context(), decide));
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return shown(state);
  }

  async #sent(item: ReshipRequestItem, asked: Asked): Promise<ReshipRequestItem> {
    const { state } = await this.world.aggregates.cases.load(item.afterSaleId);
    if (state.state === 'AGREED') await send(this.world, asked.context(), state);
    return item;
  }
}

function shown({ afterSaleId, orderId, state, version, lines, reship }: AfterSaleCase): ReshipRequestItem {
  if (afterSaleId === null || orderId === null || reship === null) throw notFound('AFTERSALE_NOT_FOUND');
  const { reason, description, receiver: { mask }, reshipmentId } = reship;
  return { afterSaleId, orderId, state, version, reason, lines, description, receiver: mask, reshipmentId };
}
