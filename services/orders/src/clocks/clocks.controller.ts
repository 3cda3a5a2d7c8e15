import { Controller, Get, Inject, Param, Query, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUuid } from '@daifa/order-domain/ids';
import { liabilityOf } from '@daifa/order-domain/liability';
import { decodeOrderRecord } from '@daifa/order-store/orders';
import { Allow } from '@daifa/service-shell/policy';
import { Asked } from '@daifa/service-shell/asked';
import { notFound } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { ClockRow } from './clock-row.entity.js';
import { shownClock, STATE_SQL } from './clock-state.js';
import { ClockWatch } from './clock-watch.js';
import { ClockPage, ClockQuery, LiabilityAnswer } from './clocks.dto.js';
import { RuleBooks } from './rule-books.js';

const LIMIT = 50;

@ApiTags('clocks')
@Controller()
export class ClocksController implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #watch: ClockWatch;
  readonly #books: RuleBooks;

  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {
    this.#watch = new ClockWatch(world, database);
    this.#books = new RuleBooks(world);
  }

  onApplicationBootstrap(): void {
    void this.#watch.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#watch.stop();
  }

  @Get('clocks')
  @Allow(['merchant', 'factory', 'platform', 'analyst'])
  @ApiOperation({ summary: 'Clocks of orders, oldest first; a factory sees its own turns 时效列表' })
  @ApiOkResponse({ type: ClockPage })
  async list(@Query() query: ClockQuery, @Asked() asked: Asked): Promise<ClockPage> {
    await readYourWrites(this.world, 'orders.clocks', asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const now = this.world.ports.clock.now();
    const found = this.database.getRepository(ClockRow).createQueryBuilder('row').orderBy('row.startedAt', 'ASC').addOrderBy('row.orderId', 'ASC').addOrderBy('row.stage', 'ASC').addOrderBy('row.allocationId', 'ASC').limit(limit + 1);
    const { role, tenantId } = asked.caller;
    if (role === 'merchant') found.andWhere('row.merchantId = :tenantId', { tenantId });
    if (role === 'factory') found.andWhere("row.factoryId = :tenantId and row.owner = 'FACTORY'", { tenantId });
    if (query.state) found.andWhere(STATE_SQL[query.state], { now });
    if (query.stage) found.andWhere('row.stage = :stage', { stage: query.stage });
    if (query.orderId) found.andWhere('row.orderId = :orderId', { orderId: query.orderId });
    if (after) found.andWhere('(row.startedAt, row.orderId, row.stage, row.allocationId) > (:at, :id, :afterStage, :allocationId)', { at: after[0], id: after[1], afterStage: after[2], allocationId: after[3] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.startedAt.toISOString(), row.orderId, row.stage, row.allocationId]);
    return { items: items.map((row) => shownClock(row, now)), next };
  }

  @Get('orders/:orderId/liability')
  @Allow(['merchant', 'platform', 'analyst'])
  @ApiOperation({ summary: 'Who caused it that an order is late or was never sent, segment by segment 责任判定' })
  @ApiOkResponse({ type: LiabilityAnswer })
  async liability(@Param('orderId') orderId: string, @Asked() asked: Asked): Promise<LiabilityAnswer> {
    const { state, revision } = await this.world.aggregates.orders.load(isUuid(orderId) ? orderId : '');
    const foreign = state.merchantId === null || (asked.caller.role === 'merchant' && state.merchantId !== asked.caller.tenantId);
    if (foreign) throw notFound('ORDER_NOT_FOUND', { orderId });
    const records = await this.world.store.read(this.world.aggregates.orders.streamOf(orderId));
    const asOf = this.world.ports.clock.now().toISOString();
    const { faults, segments, ...judged } = liabilityOf(records.map(decodeOrderRecord), await this.#books.targetsOf(state), asOf);
    asked.answeredAt({ revision });
    return { orderId, ...judged, asOf, ruleVersion: state.times.clock?.ruleVersion ?? 0, faults: [...faults], segments: [...segments] };
  }
}
