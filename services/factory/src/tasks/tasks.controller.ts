import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { FactoryTask } from './factory-task.entity.js';
import { TaskItem, TaskPage, TaskQuery } from './tasks.dto.js';

const LIMIT = 50;

@ApiTags('factory')
@Controller('factory/tasks')
@Allow(['factory'])
export class TasksController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'What has to be done by hand, newest first 待办事项' })
  @ApiOkResponse({ type: TaskPage })
  async list(@Query() query: TaskQuery, @Asked() asked: Asked): Promise<TaskPage> {
    await readYourWrites(this.world, 'factory', asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(FactoryTask).createQueryBuilder('row').where('row.factoryId = :factoryId', { factoryId: asked.caller.tenantId }).orderBy('row.openedAt', 'DESC').addOrderBy('row.taskId', 'ASC').limit(limit + 1);
    if (query.task) found.andWhere('row.task = :task', { task: query.task });
    if (after) found.andWhere('(row.openedAt < :at or (row.openedAt = :at and row.taskId > :id))', { at: after[0], id: after[1] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.openedAt.toISOString(), row.taskId]);
    return { items: items.map(shown), next };
  }
}

function shown({ taskId, task, orderMaskSn, allocationIds, labelId, dueAt, openedAt }: FactoryTask): TaskItem {
  return { taskId, task, orderMaskSn, allocationIds, labelId, dueAt: dueAt.toISOString(), openedAt: openedAt.toISOString() };
}
