import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { asInterceptId, asMerchantId, orderIdWithin } from '@daifa/order-domain/ids';
import { closeIntercept } from '@daifa/order-domain/intercepts';
import type { Refusal } from '@daifa/order-domain/refusals';
import { findPersonalData } from '@daifa/personal-data/free-text';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { InterceptRow } from './intercept-row.entity.js';
import { InterceptItem, InterceptOutcomeAnswer, InterceptPage, InterceptQuery, RecordOutcome } from './intercepts.dto.js';

const LIMIT = 50;

@ApiTags('intercepts')
@Controller('intercepts')
@Allow(['merchant'])
export class InterceptsController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'Parcels to be stopped or re-routed under way, newest first 拦截件列表' })
  @ApiOkResponse({ type: InterceptPage })
  async list(@Query() query: InterceptQuery, @Asked() asked: Asked): Promise<InterceptPage> {
    await readYourWrites(this.world, 'logistics', asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(InterceptRow).createQueryBuilder('row').where('row.merchantId = :merchantId', { merchantId: asked.caller.tenantId })
      .orderBy('row.openedAt', 'DESC').addOrderBy('row.interceptId', 'ASC').limit(limit + 1);
    if (query.open !== undefined) found.andWhere(query.open ? 'row.outcome is null' : 'row.outcome is not null');
    if (query.orderId) found.andWhere('row.orderId = :orderId', { orderId: query.orderId });
    if (after) found.andWhere('(row.openedAt < :at or (row.openedAt = :at and row.interceptId > :id))', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.openedAt.toISOString(), row.interceptId]);
    return { items: items.map(shown), next };
  }

  @Post(':interceptId/outcome')
  @HttpCode(200)
  @ApiOperation({ summary: 'Record what came of an intercept 登记拦截结果' })
  @ApiOkResponse({ type: InterceptOutcomeAnswer })
  async close(@Param('interceptId') id: string, @Body() { outcome, note = '' }: RecordOutcome, @Asked() asked: Asked): Promise<InterceptOutcomeAnswer> {
    const orderId = orderIdWithin(id);
    if (orderId === null) throw notFound('INTERCEPT_NOT_FOUND', { interceptId: id });
    if (findPersonalData(note).length > 0) throw problem('PII_IN_FREE_TEXT', { field: 'note' });
    const command = { merchantId: asMerchantId(asked.caller.tenantId), interceptId: asInterceptId(id), outcome, note, at: this.world.ports.clock.now().toISOString() };
    const { state, revision, position } = settle(await this.world.aggregates.orders.transact<Refusal>(orderId, asked.context(), (order) => closeIntercept(command, order)));
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return { interceptId: id, outcome: state.intercepts.find(({ interceptId }) => interceptId === id)?.outcome ?? outcome, revision };
  }
}

function shown({ interceptId, orderId, kind, allocationIds, carrier, waybillNo, outcome, note, openedAt, closedAt }: InterceptRow): InterceptItem {
  return { interceptId, orderId, kind, allocationIds, carrier, waybillNo, outcome, note, openedAt: openedAt.toISOString(), closedAt: closedAt?.toISOString() ?? null };
}
