import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { asMerchantId } from '@daifa/order-domain/ids';
import { Asked } from '@daifa/service-shell/asked';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { Allow, NotStored } from '@daifa/service-shell/policy';
import { problem } from '@daifa/service-shell/problems';
import { ChannelAuthExpired } from '../connectors/connector.js';
import { secretField } from '../pushes/message-door.js';
import { patiently } from '../sync/patient.js';
import { SHOP_READER, ShopReader, tokenField } from '../sync/shop-reader.js';
import { ownerOf, shownShop, visibleShop } from './own-shop.js';
import { addShop, authorise, setPaused, shopKeyOf, shopsAfter, type Shop } from './shop.js';
import { AuthoriseShop, RegisteredShop, RegisterShop, ShopItem, ShopPage } from './shops.dto.js';

const LIMIT = 50;
const SECRET_BYTES = 32;

@ApiTags('shops')
@Controller('shops')
@Allow(['merchant'])
export class ShopsController {
  constructor(@Inject(SHOP_READER) private readonly reader: ShopReader) {}

  @Post()
  @NotStored(true)
  @ApiOperation({ summary: 'Register a shop of yours on a channel; again it is the same 登记渠道店铺' })
  @ApiCreatedResponse({ type: RegisteredShop })
  async register(@Body() body: RegisterShop, @Asked() asked: Asked): Promise<RegisteredShop> {
    const { database, world: { ports, seals }, config } = this.reader.parts;
    const merchantId = asMerchantId(asked.caller.tenantId);
    const { channel, shopId, name, approve = 'RULE' } = body;
    const shopKey = shopKeyOf(merchantId, channel, shopId);
    const secret = ports.random.bytes(SECRET_BYTES).toString('hex');
    const sealedSecret = await seals.sealText(secret, { tenantId: merchantId, subjectId: shopKey, field: secretField });
    const backfillDays = Math.min(body.backfillDays ?? 0, config.backfillDaysMax);
    const isNew = await addShop(database, { shopKey, merchantId, channel, shopId, name, approve, backfillDays, sealedSecret, registeredAt: ports.clock.now() });
    const shop = await shownShop(this.reader, await visibleShop(this.reader, asked.caller, shopKey));
    return { ...shop, messageSecret: isNew ? secret : null, messagePath: `/v1/channels/messages/${shopKey}` };
  }

  @Get()
  @Allow(['merchant', 'platform'])
  @ApiOperation({ summary: 'Shops, their state and how far they are read 店铺列表' })
  @ApiOkResponse({ type: ShopPage })
  async list(@Query() query: ListQuery, @Asked() asked: Asked): Promise<ShopPage> {
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = await shopsAfter(this.reader.parts.database, ownerOf(asked.caller), after ? String(after[0]) : null, limit + 1);
    const { items, next } = asked.page(found, limit, ({ shopKey }) => [shopKey]);
    return { items: await Promise.all(items.map((shop) => shownShop(this.reader, shop))), next };
  }

  @Get(':shopKey')
  @Allow(['merchant', 'platform'])
  @ApiOperation({ summary: 'One shop 店铺详情' })
  @ApiOkResponse({ type: ShopItem })
  async one(@Param('shopKey') shopKey: string, @Asked() asked: Asked): Promise<ShopItem> {
    return shownShop(this.reader, await visibleShop(this.reader, asked.caller, shopKey));
  }

  @Post(':shopKey/authorization')
  @HttpCode(200)
  @ApiOperation({ summary: 'Authorise a shop, for the first time or again; what was missed since is fetched 店铺授权' })
  @ApiOkResponse({ type: ShopItem })
  async authorise(@Param('shopKey') shopKey: string, @Body() { token }: AuthoriseShop, @Asked() asked: Asked): Promise<ShopItem> {
    const shop = await visibleShop(this.reader, asked.caller, shopKey);
    await this.#tryOut(shop, token);
    const { database, world: { seals } } = this.reader.parts;
    await authorise(database, shopKey, await seals.sealText(token, { tenantId: shop.merchantId, subjectId: shopKey, field: tokenField }));
    return this.one(shopKey, asked);
  }

  @Post(':shopKey/pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Pause a shop: nothing of it is read, neither orders nor after-sales 暂停同步' })
  @ApiOkResponse({ type: ShopItem })
  pause(@Param('shopKey') shopKey: string, @Asked() asked: Asked): Promise<ShopItem> {
    return this.#pause(shopKey, asked, true);
  }

  @Post(':shopKey/resumption')
  @HttpCode(200)
  @ApiOperation({ summary: 'Resume a shop: what was missed meanwhile is fetched 恢复同步' })
  @ApiOkResponse({ type: ShopItem })
  resume(@Param('shopKey') shopKey: string, @Asked() asked: Asked): Promise<ShopItem> {
    return this.#pause(shopKey, asked, false);
  }

  async #pause(shopKey: string, asked: Asked, isPaused: boolean): Promise<ShopItem> {
    const { state } = await visibleShop(this.reader, asked.caller, shopKey);
    if (!(await setPaused(this.reader.parts.database, shopKey, isPaused))) throw problem(state === 'AUTH_EXPIRED' ? 'SHOP_AUTH_EXPIRED' : 'SHOP_NOT_AUTHORISED');
    return this.one(shopKey, asked);
  }

  /** A token the channel does not take is refused here, and not found out by the next reading. */
  async #tryOut(shop: Shop, token: string): Promise<void> {
    const { channel, shopId } = shop;
    const { ports } = this.reader.parts.world;
    const toMs = Math.floor(ports.clock.now().getTime() / 1_000) * 1_000;
    try {
      await patiently(ports.timers, () => this.reader.connectorOf(shop).changedAfterSales({ channel, shopId, token }, { fromMs: toMs - 1_000, toMs, page: 0, pageItems: 1 }));
    } catch (error) {
      if (error instanceof ChannelAuthExpired) throw problem('SHOP_TOKEN_INVALID', undefined, { cause: error });
      throw error;
    }
  }
}
