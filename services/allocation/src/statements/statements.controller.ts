import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { statementFor } from './own-statement.js';
import { SETTLED_GROUP } from './statement-lines.js';
import { STATEMENT_OFFICE, StatementOffice } from './statement-office.js';
import { StatementRow } from './statement-row.entity.js';
import { statementItem } from './statement-item.js';
import { runningStatements } from './statement-work.js';
import { StatementItem, StatementPage, StatementQuery, StatementWanted } from './statements.dto.js';

const LIMIT = 50;

@ApiTags('statements')
@Controller('statements')
@Allow(['merchant', 'factory', 'analyst'])
export class StatementsController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource, @Inject(STATEMENT_OFFICE) private readonly office: StatementOffice) {}

  @Post()
  @HttpCode(202)
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Ask for a statement with a factory; at most three a day, ten minutes apart 生成对账单' })
  @ApiAcceptedResponse({ type: StatementItem, description: 'It is being made: look again until it is READY.' })
  async request(@Body() body: StatementWanted, @Asked() asked: Asked): Promise<StatementItem> {
    const { statement, revision, position } = await this.office.request(body, asked.caller.tenantId, asked.context());
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return statementItem(statement, await runningStatements(this.database, [statement.statementId]));
  }

  @Get()
  @ApiOperation({ summary: 'Statements, the newest first 对账单列表' })
  @ApiOkResponse({ type: StatementPage })
  async list(@Query() query: StatementQuery, @Asked() asked: Asked): Promise<StatementPage> {
    await readYourWrites(this.world, SETTLED_GROUP, asked);
    const { tenantId, role } = asked.caller;
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(StatementRow).createQueryBuilder('row').orderBy('row.position', 'DESC').limit(limit + 1);
    if (role !== 'analyst') found.andWhere(role === 'factory' ? 'row.factoryId = :tenantId' : 'row.merchantId = :tenantId', { tenantId });
    if (query.factoryId) found.andWhere('row.factoryId = :factoryId', { factoryId: query.factoryId });
    if (after) found.andWhere('row.position < :position', { position: after[0] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.position]);
    const running = await runningStatements(this.database, items.map(({ statementId }) => statementId));
    return { items: items.map(({ statement }) => statementItem(statement, running)), next };
  }

  @Get(':statementId')
  @ApiOperation({ summary: 'One statement: is it ready, what is its total, what are its hashes 查看对账单' })
  @ApiOkResponse({ type: StatementItem })
  async one(@Param('statementId') statementId: string, @Asked() asked: Asked): Promise<StatementItem> {
    const statement = await statementFor(this.world, asked.caller, statementId);
    return statementItem(statement, await runningStatements(this.database, [statementId]));
  }
}
