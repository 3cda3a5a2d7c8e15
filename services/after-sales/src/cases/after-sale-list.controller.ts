import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUuid } from '@daifa/order-domain/ids';
import { Allow } from '@daifa/service-shell/policy';
import { Asked } from '@daifa/service-shell/asked';
import { notFound } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { AfterSaleRow } from './after-sale-row.entity.js';
import { AfterSaleItem, AfterSalePage, AfterSaleQuery } from './after-sale-list.dto.js';

const LIMIT = 50;

@ApiTags('after-sales')
@Controller('after-sales')
@Allow(['merchant', 'platform', 'analyst'])
export class AfterSaleListController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'After-sales, newest first 售后列表' })
  @ApiOkResponse({ type: AfterSalePage })
  async list(@Query() query: AfterSaleQuery, @Asked() asked: Asked): Promise<AfterSalePage> {
    await readYourWrites(this.world, 'after-sales', asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(AfterSaleRow).createQueryBuilder('row').orderBy('row.openedAt', 'DESC').addOrderBy('row.afterSaleId', 'ASC').limit(limit + 1);
    if (asked.caller.role === 'merchant') found.andWhere('row.merchantId = :merchantId', { merchantId: asked.caller.tenantId });
    if (query.state) found.andWhere('row.state = :state', { state: query.state });
    if (query.orderId) found.andWhere('row.orderId = :orderId', { orderId: query.orderId });
    if (after) found.andWhere('(row.openedAt < :at or (row.openedAt = :at and row.afterSaleId > :id))', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.openedAt.toISOString(), row.afterSaleId]);
    return { items: items.map(shown), next };
  }

  @Get(':afterSaleId')
  @ApiOperation({ summary: 'One after-sale 售后详情' })
  @ApiOkResponse({ type: AfterSaleItem })
  async one(@Param('afterSaleId') afterSaleId: string, @Asked() asked: Asked): Promise<AfterSaleItem> {
    await readYourWrites(this.world, 'after-sales', asked);
    const row = isUuid(afterSaleId) ? await this.database.getRepository(AfterSaleRow).findOneBy({ afterSaleId }) : null;
    if (!row || (asked.caller.role === 'merchant' && row.merchantId !== asked.caller.tenantId)) throw notFound('AFTERSALE_NOT_FOUND', { afterSaleId });
    return shown(row);
  }
}

function shown({ afterSaleId, orderId, afterSaleType, state, lines, reason, refunded, version, openedAt, updatedAt }: AfterSaleRow): AfterSaleItem {
  return { afterSaleId, orderId, type: afterSaleType, state, lines, reason, refunded, version, openedAt: openedAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
