import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { AllocationRow } from './allocation-row.entity.js';
import { AllocationListItem, AllocationPage, AllocationQuery } from './allocations.dto.js';

const LIMIT = 50;

@ApiTags('allocations')
@Controller('allocations')
@Allow(['merchant', 'analyst'])
export class AllocationListController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'Allocations, newest first, by status 分配列表（按代发状态）' })
  @ApiOkResponse({ type: AllocationPage })
  async list(@Query() query: AllocationQuery, @Asked() asked: Asked): Promise<AllocationPage> {
    await readYourWrites(this.world, 'allocation', asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(AllocationRow).createQueryBuilder('row').orderBy('row.allocatedAt', 'DESC').addOrderBy('row.allocationId', 'ASC').limit(limit + 1);
    if (asked.caller.role === 'merchant') found.andWhere('row.merchantId = :merchantId', { merchantId: asked.caller.tenantId });
    if (query.status) found.andWhere('row.status = :status', { status: query.status });
    if (query.stock) found.andWhere('row.stock = :stock', { stock: query.stock });
    if (query.orderId) found.andWhere('row.orderId = :orderId', { orderId: query.orderId });
    if (after) found.andWhere('(row.allocatedAt < :at or (row.allocatedAt = :at and row.allocationId > :id))', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.allocatedAt.toISOString(), row.allocationId]);
    return { items: items.map(shown), next };
  }
}

function shown(row: AllocationRow): AllocationListItem {
  const { allocationId, orderId, lineId, epoch, factoryId, quantity, status, title, spec, cancelCause, cancelReason, carrier, waybillNo, held, stock, allocatedAt } = row;
  return { allocationId, orderId, lineId, epoch, factoryId, quantity, status, title, spec, cancelCause, cancelReason, carrier, waybillNo, held, stock, allocatedAt: allocatedAt.toISOString() };
}
