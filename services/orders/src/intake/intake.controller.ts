import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { asMerchantId, type MerchantId } from '@daifa/order-domain/ids';
import type { CommandContext } from '@daifa/event-store/context';
import type { RuleBook } from '@daifa/order-domain/rules';
import { Asked } from '@daifa/service-shell/asked';
import type { BatchAnswer } from '@daifa/service-shell/batch';
import { BatchResults } from '@daifa/service-shell/batch.dto';
import type { LatestPlace } from '@daifa/service-shell/latest-place';
import { Allow } from '@daifa/service-shell/policy';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import type { ChannelOrder } from './channel-order.js';
import { IntakeBatch, IntakeOrder, TakenInOrder } from './intake.dto.js';
import { takeIn } from './intake.js';

@ApiTags('orders')
@Controller('orders')
@Allow(['merchant'])
export class IntakeController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Take orders in; the same order again is a no-op or an update 导入订单（≤100）' })
  @ApiOkResponse({ type: BatchResults, description: 'A result for each item, in the order of the request.' })
  async take(@Body() { items }: IntakeBatch, @Asked() asked: Asked): Promise<BatchAnswer<TakenInOrder>> {
    const merchantId = asMerchantId(asked.caller.tenantId);
    const { state: rules } = await this.world.aggregates.ruleBooks.load(merchantId);
    return asked.batch(items, { key: ({ shopId, platformOrderNo }) => `${shopId}/${platformOrderNo}`, run: (item, context, place) => this.#take({ merchantId, rules, place }, item, context) });
  }

  async #take({ merchantId, rules, place }: { readonly merchantId: MerchantId; readonly rules: RuleBook; readonly place: LatestPlace }, item: IntakeOrder, context: CommandContext): Promise<TakenInOrder> {
    const options = { merchantId, shopId: item.shopId, approve: item.approve ?? 'RULE', rules, database: this.database } as const;
    const [taken] = await takeIn(this.world, options, [channelOrder(item)], () => context);
    if (taken?.status !== 'fulfilled') throw taken?.reason;
    place.reached(taken.value);
    const { orderId, outcome, revision } = taken.value;
    return { orderId, outcome, revision };
  }
}

function channelOrder(item: IntakeOrder): ChannelOrder {
  const { platformOrderNo, status = 'AWAITING_SHIPMENT', payableFen, paidFen, inReview = false, buyerMessage = null, sellerNote = null } = item;
  const { buyer = null, ...receiver } = item.receiver;
  return {
    channel: 'API', platformOrderNo, platformStatus: status, status, inReview, afterSale: null, currency: 'CNY',
    ...(item.paymentMethod === 'COD' && { cod: true as const }), placedAt: instant(item.placedAt), paidAt: instant(item.paidAt), promisedShipAt: instant(item.promisedShipAt), updatedAt: instant(item.updatedAt),
    amounts: { payableFen, paidFen, freightFen: 0, discountFen: 0 }, receiver: { ...receiver, buyer, town: null }, buyerMessage, sellerNote,
    lines: item.lines.map((line, n) => {
      const { platformLineNo = String(n + 1), title, spec = null, outSkuSn = null, productSn = null, quantity, unitPriceFen, isGift = false, mode = 'DROPSHIP' } = line;
      return { platformLineNo, title, spec, outSkuSn, productSn, quantity, unitPriceFen, isGift, mode };
    }),
  };
}

/** Callers write instants in many forms; stored ones have one. */
const instant = (text: string | undefined): string | null => (text === undefined ? null : new Date(text).toISOString());
