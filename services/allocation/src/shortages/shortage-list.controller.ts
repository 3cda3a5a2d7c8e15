import { Controller, Get, Inject, Query, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { SHORTAGES_GROUP } from './shortage-handler.controller.js';
import { ShortageRow } from './shortage-row.entity.js';
import { ShortageWatch } from './shortage-watch.js';
import { ShortageItem, ShortagePage, ShortageQuery } from './shortages.dto.js';

const LIMIT = 50;

@ApiTags('shortages')
@Controller('shortages')
@Allow(['merchant', 'factory', 'platform', 'analyst'])
export class ShortageListController implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #watch: ShortageWatch;

  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {
    this.#watch = new ShortageWatch(world, database);
  }

  onApplicationBootstrap(): void {
    void this.#watch.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#watch.stop();
  }

  @Get()
  @ApiOperation({ summary: 'Shortages, oldest first; a factory sees its own, for production or purchasing 缺货列表' })
  @ApiOkResponse({ type: ShortagePage })
  async list(@Query() query: ShortageQuery, @Asked() asked: Asked): Promise<ShortagePage> {
    await readYourWrites(this.world, SHORTAGES_GROUP, asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const { role, tenantId } = asked.caller;
    const found = this.database.getRepository(ShortageRow).createQueryBuilder('row').orderBy('row.openedAt', 'ASC').addOrderBy('row.shortageId', 'ASC').limit(limit + 1);
    if (role === 'merchant') found.andWhere('row.merchantId = :tenantId', { tenantId });
    if (role === 'factory') found.andWhere('row.factoryId = :tenantId', { tenantId });
    if (query.state) found.andWhere('row.state = :state', { state: query.state });
    if (query.supply) found.andWhere('row.supply = :supply', { supply: query.supply });
    if (query.orderId) found.andWhere('row.orderId = :orderId', { orderId: query.orderId });
    if (after) found.andWhere('(row.openedAt, row.shortageId) > (:at, :id)', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.openedAt.toISOString(), row.shortageId]);
    return { items: items.map(shown), next };
  }
}

function shown({ shortageId, orderId, allocationId, lineId, factoryId, sku, quantity, supply, state, endedAs, shipBy, notifyBy, openedAt, notifiedAt, missedAt, substituteSku, differenceFen }: ShortageRow): ShortageItem {
  return {
    shortageId, orderId, allocationId, lineId, factoryId, sku, quantity, supply, state, endedAs, shipBy: shipBy?.toISOString() ?? null, notifyBy: notifyBy.toISOString(), openedAt: openedAt.toISOString(),
    notifiedAt: notifiedAt?.toISOString() ?? null, missedAt: missedAt?.toISOString() ?? null, substituteSku, differenceFen: differenceFen === null ? null : Number(differenceFen),
  };
}
