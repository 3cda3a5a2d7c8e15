import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, NotStored } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { MESSAGE_DOOR, MessageDoor } from '../pushes/message-door.js';
import { SHOP_READER, ShopReader } from '../sync/shop-reader.js';
import { announce, type Change } from './announce.js';
import { CHANNELS, type OpenChannels } from './open-channels.js';
import type { OrderChange, SimulatedShop } from './simulated-books.js';
import { ChangedOrder, ChangeOrder, ChannelBehaviour, LedgerQuery, PlacedOrders, PlaceOrders, SimulatedOrderPath, SimulatedShipmentPage, SimulatedShopItem, SimulatedShopPath, SimulatedToken, TellCase, ToldCase, TokenWish, type OrderState } from './simulator.dto.js';
import { WELL_BEHAVED } from './simulator-settings.js';

const TOKEN_BYTES = 16;
const LEDGER_LIMIT = 1_000;
const YEAR_MS = 365 * 24 * 3_600_000;

/** The other side of the simulated channels: what buyers do there, and how badly the channel behaves. */
@ApiTags('channels')
@Controller('channels/:channel/simulator/:shopId')
@Allow(['platform'])
export class SimulatorController {
  constructor(@Inject(CHANNELS) private readonly channels: OpenChannels, @Inject(SHOP_READER) private readonly reader: ShopReader, @Inject(MESSAGE_DOOR) private readonly door: MessageDoor) {}

  @Get()
  @ApiOperation({ summary: 'How a simulated channel behaves towards a shop, and what it counted 模拟渠道设置' })
  @ApiOkResponse({ type: SimulatedShopItem })
  async shop(@Param() { channel, shopId }: SimulatedShopPath): Promise<SimulatedShopItem> {
    return { channel, shopId, ...(await this.channels.board.read({ channel, shopId })) };
  }

  @Put()
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a simulated channel behave badly towards a shop, from the next call on 修改模拟渠道设置' })
  @ApiOkResponse({ type: SimulatedShopItem })
  async behave(@Param() shop: SimulatedShopPath, @Body() { failRate = 0, limitRate = 0, dropRate = 0, doubleRate = 0, shiftRate = 0, reorder = false, messages = WELL_BEHAVED.messages, loseReplyRate = 0, shipRefusal = 'NOT', shipDelayMs = 0, repeats = false }: ChannelBehaviour): Promise<SimulatedShopItem> {
    await this.channels.board.change(shop, { failRate, limitRate, dropRate, doubleRate, shiftRate, reorder, messages, loseReplyRate, shipRefusal: shipRefusal === 'NOT' ? null : shipRefusal, shipDelayMs, repeats });
    return this.shop(shop);
  }

  @Post('tokens')
  @NotStored(true)
  @ApiOperation({ summary: 'A token, as if the shop\'s owner had agreed 模拟授权' })
  @ApiCreatedResponse({ type: SimulatedToken })
  async token(@Param() shop: SimulatedShopPath, @Body() { expiresInMs = YEAR_MS }: TokenWish): Promise<SimulatedToken> {
    const { random, clock } = this.reader.parts.world.ports;
    const token = `sim-${random.bytes(TOKEN_BYTES).toString('hex')}`;
    const expiresAt = new Date(clock.now().getTime() + expiresInMs);
    await this.channels.books.issueToken(shop, token, expiresAt);
    return { token, expiresAt: expiresAt.toISOString() };
  }

  @Delete('tokens')
  @HttpCode(204)
  @ApiOperation({ summary: 'End all tokens of a shop, as if its owner had thought better of it 模拟授权过期' })
  @ApiNoContentResponse()
  expire(@Param() shop: SimulatedShopPath): Promise<void> {
    return this.channels.books.expireTokens(shop);
  }

  @Post('orders')
  @ApiOperation({ summary: 'Buyers place orders 模拟下单' })
  @ApiCreatedResponse({ type: PlacedOrders })
  async place(@Param() shop: SimulatedShopPath, @Body() { count, spreadMinutes = 0, ...first }: PlaceOrders): Promise<PlacedOrders> {
    const orderNos = await this.channels.books.place(shop, count, { ...changeOf(first), spreadMs: spreadMinutes * 60_000 });
    if (!first.hidden) await this.#announce(shop, orderNos.map((orderNo) => ({ kind: 'ORDER', orderNo })));
    return { orderNos };
  }

  @Put('orders/:orderNo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Something happens to an order 模拟订单变化' })
  @ApiOkResponse({ type: ChangedOrder })
  async change(@Param() { orderNo, ...shop }: SimulatedOrderPath, @Body() body: ChangeOrder): Promise<ChangedOrder> {
    const changed = await this.channels.books.change(shop, orderNo, { ...changeOf(body), ...(body.newReceiver !== undefined && { newReceiver: body.newReceiver }) });
    if (!changed) throw notFound('ORDER_NOT_FOUND', { orderNo });
    if (!changed.hidden) await this.#announce(shop, [{ kind: 'ORDER', orderNo }]);
    return { orderNo, updatedAt: changed.updatedAt.toISOString() };
  }

  @Post('after-sales')
  @ApiOperation({ summary: 'A buyer asks for a refund, or a case goes on 模拟售后' })
  @ApiCreatedResponse({ type: ToldCase })
  async tell(@Param() shop: SimulatedShopPath, @Body() { orderNo, state, quantity = 1, afterSaleNo: known }: TellCase): Promise<ToldCase> {
    const { books } = this.channels;
    const order = await books.order(shop, orderNo);
    if (!order) throw notFound('ORDER_NOT_FOUND', { orderNo });
    const afterSaleNo = known ?? (await books.freshCaseNo());
    await books.tellCase(shop, { afterSaleNo, orderNo, state, quantity });
    await this.#announce(shop, [{ kind: 'AFTER_SALE', orderNo, afterSaleNo }, ...(order.hidden ? [] : [{ kind: 'ORDER', orderNo } as const])]);
    return { afterSaleNo };
  }

  @Get('shipments')
  @ApiOperation({ summary: 'The channel\'s ledger of numbers: how often each was told, and how often taken 模拟发货台账' })
  @ApiOkResponse({ type: SimulatedShipmentPage })
  async shipments(@Param() shop: SimulatedShopPath, @Query() { effectId, limit = LEDGER_LIMIT }: LedgerQuery): Promise<SimulatedShipmentPage> {
    return { items: await this.channels.shipments.ledger(shop, effectId ?? null, limit) };
  }

  #announce({ channel, shopId }: SimulatedShop, changes: readonly Change[]): Promise<void> {
    return announce({ channels: this.channels, reader: this.reader, door: this.door }, { channel, shopId }, changes);
  }
}

function changeOf({ status, afterSale, inReview, broken, hidden }: OrderState): OrderChange {
  return {
    ...(status !== undefined && { status }), ...(afterSale !== undefined && { afterSale }), ...(inReview !== undefined && { inReview }),
    ...(broken !== undefined && { broken: broken === 'NOT' ? null : broken }), ...(hidden !== undefined && { hidden }),
  };
}
