import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { StoredRecord } from '@daifa/event-store/port';
import { lastSteps, OrderFolds } from '@daifa/order-store/folds';
import type { PageContext } from '@daifa/projection/page';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { AFTER_SALES_CONFIG, type AfterSalesConfig } from '../config.js';
import { ReshipmentRow } from './reshipment-row.entity.js';
import { rowOf, writeReshipments } from './reshipment-rows.js';
import { ReshipmentPage, ReshipmentQuery, type ReshipmentItem } from './reshipments.dto.js';

const LIMIT = 50;
const HOUR_MS = 3_600_000;

@ApiTags('reshipments')
@Controller('reshipments')
export class ReshipmentListController {
  readonly #folds: OrderFolds;

  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource, @Inject(AFTER_SALES_CONFIG) private readonly config: AfterSalesConfig) {
    this.#folds = new OrderFolds(world.store);
  }

  @Get()
  @Allow(['merchant', 'platform', 'analyst'])
  @ApiOperation({ summary: 'Goods sent again, newest first; those whose number a person must tell the channel 补发列表' })
  @ApiOkResponse({ type: ReshipmentPage })
  async list(@Query() query: ReshipmentQuery, @Asked() asked: Asked): Promise<ReshipmentPage> {
    await readYourWrites(this.world, 'after-sales.reshipment-list', asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(ReshipmentRow).createQueryBuilder('row').orderBy('row.createdAt', 'DESC').addOrderBy('row.reshipmentId', 'ASC').limit(limit + 1);
    if (asked.caller.role === 'merchant') found.andWhere('row.merchantId = :merchantId', { merchantId: asked.caller.tenantId });
    if (query.upload) found.andWhere('row.upload = :upload', { upload: query.upload });
    if (query.originalOrderId) found.andWhere('row.originalOrderId = :originalOrderId', { originalOrderId: query.originalOrderId });
    if (after) found.andWhere('(row.createdAt < :at or (row.createdAt = :at and row.reshipmentId > :id))', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.createdAt.toISOString(), row.reshipmentId]);
    return { items: items.map((row) => this.#shown(row)), next };
  }

  @EventPattern<string>('order', { group: 'after-sales.reshipment-list' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const steps = lastSteps(await this.#folds.steps(records));
    await writeReshipments(manager, steps.map(({ orderId, after }) => rowOf(orderId, after)).filter((row) => row !== null));
  }

  /** A number that waits for a person has so many hours from when the goods left, and is warned of when half of them are gone. */
  #shown({ reshipmentId, originalOrderId, originalOrderNo, sequence, reason, status, upload, waybillNos, shippedAt, createdAt }: ReshipmentRow): ReshipmentItem {
    const withinMs = this.config.reshipUploadHours * HOUR_MS;
    const uploadBy = shippedAt && new Date(shippedAt.getTime() + withinMs);
    const warning = uploadBy !== null && this.world.ports.clock.now().getTime() >= uploadBy.getTime() - withinMs / 2;
    return { reshipmentId, originalOrderId, originalOrderNo, sequence, autoUpload: sequence === 1, reason, status, upload, waybillNos, uploadBy: uploadBy?.toISOString() ?? null, warning, createdAt: createdAt.toISOString() };
  }
}
