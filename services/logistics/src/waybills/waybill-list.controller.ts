import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { WaybillRow } from './waybill-row.entity.js';
import { WaybillListItem, WaybillPage, WaybillQuery } from './waybills.dto.js';

const LIMIT = 50;

@ApiTags('waybills')
@Controller('waybills')
@Allow(['factory', 'merchant'])
export class WaybillListController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'Waybills of the caller, newest first 电子面单列表' })
  @ApiOkResponse({ type: WaybillPage })
  async list(@Query() query: WaybillQuery, @Asked() asked: Asked): Promise<WaybillPage> {
    await readYourWrites(this.world, 'logistics', asked);
    const { tenantId, role } = asked.caller;
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const own = role === 'factory' ? 'row.factoryId = :tenantId' : 'row.merchantId = :tenantId';
    // An orphan was bought for a label that was blocked meanwhile: nobody is ever shown it.
    const found = this.database.getRepository(WaybillRow).createQueryBuilder('row').where(own, { tenantId }).andWhere('not row.orphaned')
      .orderBy('row.requestedAt', 'DESC').addOrderBy('row.labelId', 'ASC').limit(limit + 1);
    if (query.state) found.andWhere('row.state = :state', { state: query.state });
    if (query.orderId) found.andWhere('row.orderId = :orderId', { orderId: query.orderId });
    if (after) found.andWhere('(row.requestedAt < :at or (row.requestedAt = :at and row.labelId > :id))', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.requestedAt.toISOString(), row.labelId]);
    return { items: items.map(shown), next };
  }
}

function shown({ labelId, orderId, allocationIds, carrier, waybillNo, state, reason, quarantined, requestedAt }: WaybillRow): WaybillListItem {
  return { labelId, orderId, allocationIds, carrier, waybillNo, state, reason, quarantined, requestedAt: requestedAt.toISOString() };
}
