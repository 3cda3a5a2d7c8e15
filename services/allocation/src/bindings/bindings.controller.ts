import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { answerBinding, requestBinding, type AnswerBinding, type Binding } from '@daifa/order-domain/binding';
import { asBindingId, asFactoryId, asMerchantId, bindingPairOf } from '@daifa/order-domain/ids';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { BindingRow } from './binding-row.entity.js';
import { BindingItem, BindingPage, BindingQuery, RejectBinding, RequestBinding } from './bindings.dto.js';

const LIMIT = 50;
/** A pair's stream is named by a UUID; behind the dot counts the binding. */
const BINDING_ID = /^([0-9a-f-]{36})\.[1-9]\d{0,5}$/;

@ApiTags('bindings')
@Controller('bindings')
export class BindingsController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Post()
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Ask a factory to work with you 申请绑定厂家' })
  @ApiCreatedResponse({ type: BindingItem })
  async request(@Body() body: RequestBinding, @Asked() asked: Asked): Promise<BindingItem> {
    const factory = await this.world.access.findFactory(body.factoryShopId);
    // One answer for every reason: who tries ids learns nothing (PDD-18).
    if (!factory?.roleSelected) throw problem('FACTORY_ID_INVALID');
    const merchantId = asMerchantId(asked.caller.tenantId);
    const factoryId = asFactoryId(factory.tenantId);
    const { merchantAlias, sender, serviceType = 'PRINT_ONLY', fenced = true } = body;
    const at = this.world.ports.clock.now().toISOString();
    const outcome = await this.world.aggregates.bindings.transact(bindingPairOf(merchantId, factoryId), asked.context(), (binding) =>
      requestBinding({ merchantId, factoryId, merchantAlias, sender: { ...sender }, serviceType, fenced, at }, binding));
    const { state, revision, position } = settle(outcome);
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return shown(state);
  }

  @Post(':bindingId/acceptance')
  @HttpCode(200)
  @Allow(['factory'])
  @ApiOperation({ summary: 'Accept: from now on the merchant may allocate to you 接受绑定' })
  @ApiOkResponse({ type: BindingItem })
  accept(@Param('bindingId') id: string, @Asked() asked: Asked): Promise<BindingItem> {
    return this.#answer(id, asked, { kind: 'accept' });
  }

  @Post(':bindingId/rejection')
  @HttpCode(200)
  @Allow(['factory'])
  @ApiOperation({ summary: 'Reject, with a reason 拒绝绑定' })
  @ApiOkResponse({ type: BindingItem })
  reject(@Param('bindingId') id: string, @Body() { reason }: RejectBinding, @Asked() asked: Asked): Promise<BindingItem> {
    return this.#answer(id, asked, { kind: 'reject', reason });
  }

  @Post(':bindingId/withdrawal')
  @HttpCode(200)
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Withdraw a request the factory has not answered 撤回申请' })
  @ApiOkResponse({ type: BindingItem })
  withdraw(@Param('bindingId') id: string, @Asked() asked: Asked): Promise<BindingItem> {
    return this.#answer(id, asked, { kind: 'withdraw' });
  }

  @Delete(':bindingId')
  @Allow(['merchant', 'factory'])
  @ApiOperation({ summary: 'Unbind: no allocation from the next command on 解除绑定' })
  @ApiOkResponse({ type: BindingItem })
  unbind(@Param('bindingId') id: string, @Asked() asked: Asked): Promise<BindingItem> {
    return this.#answer(id, asked, { kind: 'unbind' });
  }

  @Get()
  @Allow(['merchant', 'factory'])
  @ApiOperation({ summary: 'Bindings of the caller, newest first 绑定列表' })
  @ApiOkResponse({ type: BindingPage })
  async list(@Query() query: BindingQuery, @Asked() asked: Asked): Promise<BindingPage> {
    await readYourWrites(this.world, 'allocation', asked);
    const { tenantId, role } = asked.caller;
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const own = role === 'factory' ? 'row.factoryId = :tenantId' : 'row.merchantId = :tenantId';
    const found = this.database.getRepository(BindingRow).createQueryBuilder('row').where(own, { tenantId }).orderBy('row.requestedAt', 'DESC').addOrderBy('row.bindingId', 'ASC').limit(limit + 1);
    if (query.state) found.andWhere('row.state = :state', { state: query.state });
    if (after) found.andWhere('(row.requestedAt < :at or (row.requestedAt = :at and row.bindingId > :id))', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.requestedAt.toISOString(), row.bindingId]);
    return { items: items.map(({ bindingId, state, merchantAlias, factoryId, serviceType, fenced }) => ({ bindingId, state, merchantAlias, factoryId, serviceType, fenced })), next };
  }

  async #answer(id: string, asked: Asked, answer: AnswerBinding['answer']): Promise<BindingItem> {
    const pair = BINDING_ID.exec(id)?.[1];
    if (pair === undefined) throw notFound('BINDING_NOT_FOUND');
    const at = this.world.ports.clock.now().toISOString();
    const outcome = await this.world.aggregates.bindings.transact(pair, asked.context(), (binding) => answerBinding({ bindingId: asBindingId(id), caller: asked.caller.tenantId, answer, at }, binding));
    const { state, revision, position } = settle(outcome);
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return shown(state);
  }
}

function shown({ current }: Binding): BindingItem {
  if (!current) throw notFound('BINDING_NOT_FOUND');
  const { bindingId, state, merchantAlias, factoryId, serviceType, fenced } = current;
  return { bindingId, state, merchantAlias, factoryId, serviceType, fenced };
}
