import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUuid } from '@daifa/order-domain/ids';
import { Asked } from '@daifa/service-shell/asked';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { Allow, Streamed } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { visibleShop } from '../shops/own-shop.js';
import { tryAgain } from './read-shop.js';
import { reconcile, reconciliations, type Reconciliation } from './reconcile.js';
import { SHOP_READER, ShopReader, TURN_MS_MAX } from './shop-reader.js';
import { Tally } from './statement.js';
import { QuarantinePage, ReconcileDay, ReconciliationItem, ReconciliationPage, RetryAnswer, SyncStatement } from './sync.dto.js';

const LIMIT = 50;

@ApiTags('shops')
@Controller('shops/:shopKey')
@Allow(['merchant', 'platform'])
export class SyncController {
  constructor(@Inject(SHOP_READER) private readonly reader: ShopReader) {}

  @Post('sync')
  @HttpCode(200)
  @Streamed(true)
  @ApiOperation({ summary: 'Read the channel now; answers when everything it changed until now is in 立即同步' })
  @ApiOkResponse({ type: SyncStatement })
  async sync(@Param('shopKey') shopKey: string, @Asked() asked: Asked): Promise<SyncStatement> {
    await visibleShop(this.reader, asked.caller, shopKey);
    const statement = await this.reader.syncNow(shopKey);
    asked.answeredAt(statement.position === null ? {} : { position: statement.position });
    return statement;
  }

  @Post('reconciliations')
  @Streamed(true)
  @ApiOperation({ summary: 'Compare a day\'s orders with the channel\'s by number, and fetch what is missing 按日对账' })
  @ApiCreatedResponse({ type: ReconciliationItem })
  async reconcile(@Param('shopKey') shopKey: string, @Body() { day }: ReconcileDay, @Asked() asked: Asked): Promise<ReconciliationItem> {
    await visibleShop(this.reader, asked.caller, shopKey);
    const found = await this.reader.alone(shopKey, TURN_MS_MAX, (lease) => reconcile(this.reader, lease, day));
    if (!found) throw problem('SHOP_SYNC_RUNNING');
    return shown(found);
  }

  @Get('reconciliations')
  @ApiOperation({ summary: 'Days that were compared, the latest first 对账记录' })
  @ApiOkResponse({ type: ReconciliationPage })
  async reconciliations(@Param('shopKey') shopKey: string, @Query() query: ListQuery, @Asked() asked: Asked): Promise<ReconciliationPage> {
    await visibleShop(this.reader, asked.caller, shopKey);
    const limit = query.limit ?? LIMIT;
    const found = await reconciliations(this.reader, shopKey, { after: placeOf(asked, query), limit: limit + 1 });
    const { items, next } = asked.page(found, limit, ({ ranAt, reconciliationId }) => [ranAt.toISOString(), reconciliationId]);
    return { items: items.map(shown), next };
  }

  @Get('quarantine')
  @ApiOperation({ summary: 'What the channel told and could not be taken in, newest first 待处理记录' })
  @ApiOkResponse({ type: QuarantinePage })
  async quarantine(@Param('shopKey') shopKey: string, @Query() query: ListQuery, @Asked() asked: Asked): Promise<QuarantinePage> {
    await visibleShop(this.reader, asked.caller, shopKey);
    const limit = query.limit ?? LIMIT;
    const found = await this.reader.quarantine.list(shopKey, placeOf(asked, query), limit + 1);
    const { items, next } = asked.page(found, limit, ({ readAt, quarantineId }) => [readAt.toISOString(), quarantineId]);
    return { items: items.map(({ quarantineId, kind, platformOrderNo, reason, fields, readAt, attempts }) => ({ quarantineId, kind, platformOrderNo, reason, fields, readAt: readAt.toISOString(), attempts })), next };
  }

  @Post('quarantine/:quarantineId/retry')
  @HttpCode(200)
  @ApiOperation({ summary: 'Try to take a record in again 重试' })
  @ApiOkResponse({ type: RetryAnswer })
  async retry(@Param('shopKey') shopKey: string, @Param('quarantineId') quarantineId: string, @Asked() asked: Asked): Promise<RetryAnswer> {
    const shop = await visibleShop(this.reader, asked.caller, shopKey);
    const found = isUuid(quarantineId) ? await this.reader.quarantine.find(shopKey, quarantineId) : null;
    if (!found) throw notFound('QUARANTINED_NOT_FOUND', { quarantineId });
    const { world, database } = this.reader.parts;
    const taking = { world, database, quarantine: this.reader.quarantine, connector: this.reader.connectorOf(shop), shop, tally: new Tally(), correlationId: asked.correlationId };
    const { reasons, position } = await tryAgain(taking, found);
    const [reason] = found.kind === 'MESSAGE' ? [found.reason] : Object.keys(reasons);
    if (reason !== undefined) throw problem('STILL_UNREADABLE', { quarantineId, reason });
    asked.answeredAt(position === null ? {} : { position });
    return { quarantineId, settled: true };
  }
}

function placeOf(asked: Asked, { cursor }: ListQuery): readonly [string, string] | null {
  const after = asked.after(cursor);
  return after && [String(after[0]), String(after[1])];
}

function shown({ reconciliationId, day, ranAt, platformOrders, ourOrders, missing, healed, extra }: Reconciliation): ReconciliationItem {
  return { reconciliationId, day, ranAt: ranAt.toISOString(), platformOrders, ourOrders, missing, healed, extra, alarm: missing.length + extra.length > 0 };
}
