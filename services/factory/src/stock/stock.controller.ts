import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Decision } from '@daifa/decider/decision';
import type { CommandContext } from '@daifa/event-store/context';
import { asFactoryId } from '@daifa/order-domain/ids';
import { countStock, receiveStock, type StockRefusal } from '@daifa/order-domain/stock';
import { freeUnits, reservedUnits, stockItemIdOf, waitingUnits, type StockEvent, type StockLedger } from '@daifa/order-domain/stock-ledger';
import { StockLedgers } from '@daifa/order-store/stock-ledgers';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import type { BatchAnswer } from '@daifa/service-shell/batch';
import { BatchResults } from '@daifa/service-shell/batch.dto';
import type { LatestPlace } from '@daifa/service-shell/latest-place';
import { Allow } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { withoutPersonalData } from '../free-text.js';
import { STOCK_LIST_GROUP } from './stock-handler.controller.js';
import { StockCounts, StockItem, StockPage, StockQuery, StockReceipts } from './stock.dto.js';

const LIMIT = 50;

type Row = { readonly sku: string; readonly on_hand: number; readonly reserved: number; readonly waiting: number; readonly backorder_max: number; readonly supply: string; readonly changed_at: Date };
type Shelf = { readonly factory: string; readonly sku: string };

@ApiTags('factory')
@Controller('factory/stock')
@Allow(['factory'])
export class StockController {
  readonly #ledgers: StockLedgers;

  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {
    this.#ledgers = new StockLedgers(world.aggregates.stock);
  }

  @Post('counts')
  @HttpCode(200)
  @ApiOperation({ summary: 'Say what is on the shelf; from the first count of a SKU on its stock is kept 登记盘点（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  count(@Body() { items }: StockCounts, @Asked() asked: Asked): Promise<BatchAnswer<StockItem>> {
    const at = this.world.ports.clock.now().toISOString();
    return asked.batch(items, {
      key: ({ sku }) => sku.trim(),
      run: ({ sku, onHand, backorderMax = 0, supply = 'MAKE', note = '' }, context, place) => {
        const shelf = { factory: asked.caller.tenantId, sku: sku.trim() };
        const command = { factoryId: asFactoryId(shelf.factory), sku: shelf.sku, onHand, backorderMax, supply, note: withoutPersonalData('note', note), at };
        return this.#change(shelf, { context, place }, (ledger) => countStock(command, ledger));
      },
    });
  }

  @Post('receipts')
  @HttpCode(200)
  @ApiOperation({ summary: 'Goods have come: who waits for them gets them, the earliest ship-by first 登记补货（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  receive(@Body() { items }: StockReceipts, @Asked() asked: Asked): Promise<BatchAnswer<StockItem>> {
    const at = this.world.ports.clock.now().toISOString();
    return asked.batch(items, {
      key: ({ sku }) => sku.trim(),
      run: ({ sku, quantity, note = '' }, context, place) => {
        const command = { quantity, note: withoutPersonalData('note', note), at };
        return this.#change({ factory: asked.caller.tenantId, sku: sku.trim() }, { context, place }, (ledger) => receiveStock(command, ledger));
      },
    });
  }

  @Get()
  @ApiOperation({ summary: 'Your stock by SKU: on the shelf, promised, waited for 库存列表（有货/缺货）' })
  @ApiOkResponse({ type: StockPage })
  async list(@Query() query: StockQuery, @Asked() asked: Asked): Promise<StockPage> {
    await readYourWrites(this.world, STOCK_LIST_GROUP, asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const rows: readonly Row[] = await this.database.query(
      `select row.*, coalesce(sums.reserved, 0)::integer as reserved, coalesce(sums.waiting, 0)::integer as waiting
       from factory.stock_row as row left join lateral (
         select sum(quantity) filter (where state = 'RESERVED') as reserved, sum(quantity) filter (where state = 'WAITING') as waiting from factory.stock_entry where stock_entry.item_id = row.item_id
       ) as sums on true
       where row.factory_id = $1 and ($2::text is null or row.sku = $2) and ($3::boolean is null or (coalesce(sums.waiting, 0) > 0) = $3) and ($4::text is null or row.sku > $4)
       order by row.sku limit $5`,
      [asked.caller.tenantId, query.sku ?? null, query.short === undefined ? null : query.short === 'true', after?.[0] ?? null, limit + 1]);
    const { items, next } = asked.page(rows, limit, ({ sku }) => [sku]);
    return { items: items.map(({ sku, on_hand: onHand, reserved, waiting, backorder_max: backorderMax, supply, changed_at: changedAt }) => ({ sku, onHand, reserved, free: onHand + backorderMax - reserved, waiting, backorderMax, supply, changedAt: changedAt.toISOString() })), next };
  }

  async #change({ factory, sku }: Shelf, { context, place }: { readonly context: CommandContext; readonly place: LatestPlace }, decide: (ledger: StockLedger) => Decision<StockEvent, StockRefusal>): Promise<StockItem> {
    const settled = settle(await this.#ledgers.transact<StockRefusal>(stockItemIdOf(asFactoryId(factory), sku), context, decide));
    place.reached(settled);
    const { state } = settled;
    return { sku, onHand: state.onHand, reserved: reservedUnits(state), free: freeUnits(state), waiting: waitingUnits(state), backorderMax: state.backorderMax, supply: state.supply, changedAt: context.occurredAt };
  }
}
