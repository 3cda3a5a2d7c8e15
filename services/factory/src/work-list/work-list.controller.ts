import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { feedHead } from '../feed/feed-store.js';
import { WorkListRow } from './work-list-row.entity.js';
import { WorkListItem, WorkListPage, WorkListQuery } from './work-list.dto.js';

const LIMIT = 50;

@ApiTags('factory')
@Controller('factory/work-list')
@Allow(['factory'])
export class WorkListController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'What is to be printed and returned, oldest first 代打任务列表' })
  @ApiOkResponse({ type: WorkListPage })
  async list(@Query() query: WorkListQuery, @Asked() asked: Asked): Promise<WorkListPage> {
    await readYourWrites(this.world, 'factory', asked);
    const factoryId = asked.caller.tenantId;
    // Read before the rows: what changes meanwhile is told twice rather than not at all.
    const head = await feedHead(this.database, factoryId);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(WorkListRow).createQueryBuilder('row').where('row.factoryId = :factoryId', { factoryId }).orderBy('row.allocatedAt', 'ASC').addOrderBy('row.allocationId', 'ASC').limit(limit + 1);
    if (query.status) found.andWhere('row.status = :status', { status: query.status });
    if (query.held !== undefined) found.andWhere('row.held = :held', { held: query.held });
    if (query.changedAfter) found.andWhere('row.changedAt > :changedAfter', { changedAfter: query.changedAfter });
    if (after) found.andWhere('(row.allocatedAt, row.allocationId) > (:at, :id)', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.allocatedAt.toISOString(), row.allocationId]);
    return { items: items.map(shown), next, feedHead: head };
  }
}

function shown({ item, seq, revision }: WorkListRow): WorkListItem {
  return { ...item, seq: Number(seq), revision };
}
