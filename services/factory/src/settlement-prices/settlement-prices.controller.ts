import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Decision } from '@daifa/decider/decision';
import type { CommandContext } from '@daifa/event-store/context';
import { asFactoryId } from '@daifa/order-domain/ids';
import { priceListIdOf, type PriceEvent, type PriceList } from '@daifa/order-domain/price-list';
import { setSettlementPrice, withdrawSettlementPrice, type PriceRefusal, type WithdrawSettlementPrice } from '@daifa/order-domain/settlement-prices';
import { instantOf } from '@daifa/order-domain/shanghai';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import type { BatchAnswer } from '@daifa/service-shell/batch';
import { BatchResults } from '@daifa/service-shell/batch.dto';
import type { LatestPlace } from '@daifa/service-shell/latest-place';
import { Allow } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { invalid } from '@daifa/service-shell/validation';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { PRICES_GROUP } from './settlement-price-handler.controller.js';
import { SettlementPriceRow } from './settlement-price-row.entity.js';
import { PriceItem, PricePage, PriceQuery, PricesToSet, PricesToWithdraw, type PricedThing } from './settlement-prices.dto.js';

const LIMIT = 50;
type PriceSaid = { readonly revision: number };

@ApiTags('factory')
@Controller('factory/settlement-prices')
@Allow(['factory'])
export class SettlementPricesController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Set settlement prices from a date on; what is allocated already keeps its price 设置结算价格（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  set(@Body() { items }: PricesToSet, @Asked() asked: Asked): Promise<BatchAnswer<PriceSaid>> {
    return asked.batch(items, { key: keyOf, run: (item, context, place) => this.#say(this.#command(item, asked), context, place, (command, list) => setSettlementPrice({ ...command, priceFen: item.priceFen }, list)) });
  }

  @Post('withdrawals')
  @HttpCode(200)
  @ApiOperation({ summary: 'Withdraw settlement prices from a date on: what is allocated then has no price 停用结算价格（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  withdraw(@Body() { items }: PricesToWithdraw, @Asked() asked: Asked): Promise<BatchAnswer<PriceSaid>> {
    return asked.batch(items, { key: keyOf, run: (item, context, place) => this.#say(this.#command(item, asked), context, place, withdrawSettlementPrice) });
  }

  @Get()
  @ApiOperation({ summary: 'Your price list with its history, what was said last first 结算价格列表（含历史）' })
  @ApiOkResponse({ type: PricePage })
  async list(@Query() query: PriceQuery, @Asked() asked: Asked): Promise<PricePage> {
    await readYourWrites(this.world, PRICES_GROUP, asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(SettlementPriceRow).createQueryBuilder('row').where('row.factoryId = :factoryId', { factoryId: asked.caller.tenantId }).orderBy('row.position', 'DESC').limit(limit + 1);
    if (query.item) found.andWhere('row.item = :item', { item: query.item });
    if (query.sku !== undefined) found.andWhere('row.sku = :sku', { sku: query.sku });
    if (after) found.andWhere('row.position < :position', { position: after[0] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.position]);
    return { items: items.map(shown), next };
  }

  #command({ item = 'GOODS', sku = '', effectiveFrom }: PricedThing, asked: Asked): WithdrawSettlementPrice {
    if ((item === 'GOODS') !== (sku.trim() !== '')) throw wrong('sku', item === 'GOODS' ? '请填写商家编码' : '运费不对应商品', item === 'GOODS' ? 'Name the SKU.' : 'Freight has no SKU.');
    const from = effectiveFrom === undefined ? null : instantOf(effectiveFrom);
    if (effectiveFrom !== undefined && from === null) throw wrong('effectiveFrom', '须为日期或带时区的时间', 'A day or an instant with its offset is needed.');
    return { factoryId: asFactoryId(asked.caller.tenantId), item, sku: sku.trim(), effectiveFrom: from, at: this.world.ports.clock.now().toISOString() };
  }

  async #say(command: WithdrawSettlementPrice, context: CommandContext, place: LatestPlace, decide: (command: WithdrawSettlementPrice, list: PriceList) => Decision<PriceEvent, PriceRefusal>): Promise<PriceSaid> {
    const { factoryId, item, sku } = command;
    const settled = settle(await this.world.aggregates.prices.transact<PriceRefusal>(priceListIdOf(factoryId, item, sku), context, (list) => decide(command, list)));
    place.reached(settled);
    return { revision: settled.revision };
  }
}

/** Two dates of one SKU are two items. */
const keyOf = ({ item = 'GOODS', sku, effectiveFrom }: PricedThing): string => [sku ?? item, ...(effectiveFrom === undefined ? [] : [effectiveFrom])].join('@');

const wrong = (field: string, zh: string, en: string): Error => invalid([{ in: 'body', pointer: `/${field}`, rule: field, messages: { zh, en } }]);

function shown({ item, sku, priceFen, effectiveFrom, setAt }: SettlementPriceRow): PriceItem {
  return { item, sku, priceFen: priceFen === null ? null : Number(priceFen), effectiveFrom: effectiveFrom.toISOString(), setAt: setAt.toISOString() };
}
