import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { activeHolds, orderStatus } from '@daifa/order-domain/order';
import { isUuid } from '@daifa/order-domain/ids';
import { decodeOrderRecord } from '@daifa/order-store/orders';
import { Asked } from '@daifa/service-shell/asked';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { Allow } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { historyEvent } from './history.js';
import { OrderHistory, OrderItem, OrderPage, OrderQuery, ParkedPage } from './order-list.dto.js';
import { OrderRow } from './order-row.entity.js';
import { summaryOf } from './order-summary.js';

const LIMIT = 50;
/** An after-sale whose order has not come within this time is somebody's task (F-AS-07). */
const PARKED_MS_MAX = 24 * 3_600_000;

@ApiTags('orders')
@Controller('orders')
export class OrderListController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get()
  @Allow(['merchant', 'platform', 'analyst'])
  @ApiOperation({ summary: 'Orders, newest first 订单列表' })
  @ApiOkResponse({ type: OrderPage })
  async list(@Query() query: OrderQuery, @Asked() asked: Asked): Promise<OrderPage> {
    await readYourWrites(this.world, 'orders', asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(OrderRow).createQueryBuilder('row').where('row.merchantId is not null').orderBy('row.importedAt', 'DESC').addOrderBy('row.orderId', 'ASC').limit(limit + 1);
    if (asked.caller.role === 'merchant') found.andWhere('row.merchantId = :merchantId', { merchantId: asked.caller.tenantId });
    if (query.status) found.andWhere('row.status = :status', { status: query.status });
    if (query.held !== undefined) found.andWhere('row.held = :held', { held: query.held === 'true' || query.held === '1' });
    if (query.platformOrderNo) found.andWhere('row.platformOrderNo = :no', { no: query.platformOrderNo });
    if (after) found.andWhere('(row.importedAt < :at or (row.importedAt = :at and row.orderId > :id))', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.importedAt.toISOString(), row.orderId]);
    return { items: items.map(({ orderId, channel, shopId, platformOrderNo, status, held, revision, summary }) => ({ orderId, channel, shopId, platformOrderNo, status, held, revision, summary })), next };
  }

  @Get('parked')
  @Allow(['platform'])
  @ApiOperation({ summary: 'Orders that only an after-sale has announced yet, oldest first 等待订单的售后' })
  @ApiOkResponse({ type: ParkedPage })
  async parked(@Query() query: ListQuery, @Asked() asked: Asked): Promise<ParkedPage> {
    await readYourWrites(this.world, 'orders', asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(OrderRow).createQueryBuilder('row').where('row.parked').orderBy('row.importedAt', 'ASC').addOrderBy('row.orderId', 'ASC').limit(limit + 1);
    if (after) found.andWhere('(row.importedAt > :at or (row.importedAt = :at and row.orderId > :id))', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.importedAt.toISOString(), row.orderId]);
    const overdueBefore = this.world.ports.clock.now().getTime() - PARKED_MS_MAX;
    return { items: items.map(({ orderId, importedAt }) => ({ orderId, since: importedAt.toISOString(), overdue: importedAt.getTime() < overdueBefore })), next };
  }

  @Get(':orderId')
  @Allow(['merchant', 'platform', 'analyst'])
  @ApiOperation({ summary: 'One order, folded from its events: always current 订单详情' })
  @ApiOkResponse({ type: OrderItem })
  async one(@Param('orderId') orderId: string, @Asked() asked: Asked): Promise<OrderItem> {
    const { state, revision } = await this.#visible(orderId, asked);
    asked.answeredAt({ revision });
    const { channel, shopId, platformOrderNo } = state;
    return { orderId, channel, shopId, platformOrderNo, status: orderStatus(state), held: activeHolds(state).length > 0, revision, summary: summaryOf(state) };
  }

  @Get(':orderId/history')
  @Allow(['merchant', 'platform', 'analyst'])
  @ApiOperation({ summary: 'Everything that happened to an order, event by event 订单历史' })
  @ApiOkResponse({ type: OrderHistory })
  async history(@Param('orderId') orderId: string, @Asked() asked: Asked): Promise<OrderHistory> {
    await this.#visible(orderId, asked);
    const records = await this.world.store.read(this.world.aggregates.orders.streamOf(orderId));
    return { orderId, events: records.map((record) => historyEvent(decodeOrderRecord(record))) };
  }

  /** Foreign is unknown. */
  async #visible(orderId: string, asked: Asked): ReturnType<World['aggregates']['orders']['load']> {
    const folded = isUuid(orderId) ? await this.world.aggregates.orders.load(orderId) : null;
    const merchantId = folded?.state.merchantId ?? null;
    if (!folded || merchantId === null || (asked.caller.role === 'merchant' && merchantId !== asked.caller.tenantId)) throw notFound('ORDER_NOT_FOUND', { orderId });
    return folded;
  }
}
