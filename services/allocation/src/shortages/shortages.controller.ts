import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Decision } from '@daifa/decider/decision';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asMerchantId, orderIdWithin, type MerchantId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { consentSubstitute, decideShortage, notifyShortage, settleDifference } from '@daifa/order-domain/shortage';
import { endOf, shortageState } from '@daifa/order-domain/shortage-state';
import { moveToStock, type StockRefusal } from '@daifa/order-domain/stock';
import { stockItemIdOf } from '@daifa/order-domain/stock-ledger';
import { StockLedgers } from '@daifa/order-store/stock-ledgers';
import { findPersonalData } from '@daifa/personal-data/free-text';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { invalid } from '@daifa/service-shell/validation';
import { WORLD, type World } from '@daifa/service-shell/world';
import { ConsentBody, DecideShortageBody, SettleBody, ShortageAnswer, TellBuyer } from './shortages.dto.js';

type About = { readonly merchantId: MerchantId; readonly shortageId: string; readonly at: string };

@ApiTags('shortages')
@Controller('shortages')
@Allow(['merchant'])
export class ShortagesController {
  readonly #ledgers: StockLedgers;

  constructor(@Inject(WORLD) private readonly world: World) {
    this.#ledgers = new StockLedgers(world.aggregates.stock);
  }

  @Post(':shortageId/notification')
  @HttpCode(200)
  @ApiOperation({ summary: 'The buyer was told, and another product suggested 登记已告知买家' })
  @ApiOkResponse({ type: ShortageAnswer })
  tell(@Param('shortageId') shortageId: string, @Body() body: TellBuyer, @Asked() asked: Asked): Promise<ShortageAnswer> {
    const note = clear('note', body.note);
    return this.#decide(shortageId, asked, (about, order) => notifyShortage({ ...about, note }, order));
  }

  @Post(':shortageId/decision')
  @HttpCode(200)
  @ApiOperation({ summary: 'What was agreed with the buyer: substitute, wait, transfer, part, refund 登记处理方案' })
  @ApiOkResponse({ type: ShortageAnswer })
  decide(@Param('shortageId') shortageId: string, @Body() { outcome, substitute, note = '' }: DecideShortageBody, @Asked() asked: Asked): Promise<ShortageAnswer> {
    if (outcome !== 'SUBSTITUTE' && substitute) throw invalid([{ in: 'body', pointer: '/substitute', rule: 'substitute', messages: { zh: '仅更换商品时填写', en: 'Only SUBSTITUTE has one.' } }]);
    const goods = substitute ? { productSn: '', spec: '', ...substitute } : null;
    const said = clear('note', note);
    for (const [field, text] of Object.entries(goods ?? {})) if (typeof text === 'string') clear(`substitute/${field}`, text);
    return this.#decide(shortageId, asked, (about, order) => decideShortage({ ...about, outcome, substitute: goods, note: said }, order));
  }

  @Post(':shortageId/consent')
  @HttpCode(200)
  @ApiOperation({ summary: 'The buyer takes the substitute: the line is that from here on 登记买家同意更换' })
  @ApiOkResponse({ type: ShortageAnswer })
  consent(@Param('shortageId') shortageId: string, @Body() body: ConsentBody, @Asked() asked: Asked): Promise<ShortageAnswer> {
    const consentRef = clear('consentRef', body.consentRef);
    return this.#decide(shortageId, asked, (about, order) => consentSubstitute({ ...about, consentRef }, order));
  }

  @Post(':shortageId/settlement')
  @HttpCode(200)
  @ApiOperation({ summary: 'The difference in price was paid, or given back 登记差价结清' })
  @ApiOkResponse({ type: ShortageAnswer })
  settle(@Param('shortageId') shortageId: string, @Body() { differenceFen, reference }: SettleBody, @Asked() asked: Asked): Promise<ShortageAnswer> {
    const said = clear('reference', reference);
    return this.#decide(shortageId, asked, (about, order) => settleDifference({ ...about, differenceFen, reference: said }, order));
  }

  @Post(':shortageId/stock')
  @HttpCode(200)
  @Allow(['merchant', 'factory'])
  @ApiOperation({ summary: 'Give what there is to this one, whoever waits before it 移入有货' })
  @ApiOkResponse({ type: ShortageAnswer })
  async move(@Param('shortageId') shortageId: string, @Asked() asked: Asked): Promise<ShortageAnswer> {
    const { role, tenantId } = asked.caller;
    const orderId = orderIdWithin(shortageId);
    const { state: order, revision } = await this.world.aggregates.orders.load(orderId ?? '');
    const shortage = order.shortages.find((one) => one.shortageId === shortageId);
    if (!shortage || tenantId !== (role === 'factory' ? shortage.factoryId : order.merchantId)) throw notFound('SHORTAGE_NOT_FOUND', { shortageId });
    const { factoryId, sku, allocationId } = shortage;
    const context = asked.context();
    const settled = settle(await this.#ledgers.transact<StockRefusal>(stockItemIdOf(factoryId, sku), context, (ledger) => moveToStock({ allocationId, at: context.occurredAt }, ledger)));
    if (settled.position !== null) asked.answeredAt({ position: settled.position });
    return answered(order, shortageId, revision);
  }

  async #decide(shortageId: string, asked: Asked, decide: (about: About, order: Order) => Decision<OrderEvent, Refusal>): Promise<ShortageAnswer> {
    const orderId = orderIdWithin(shortageId);
    if (orderId === null) throw notFound('SHORTAGE_NOT_FOUND', { shortageId });
    const about = { merchantId: asMerchantId(asked.caller.tenantId), shortageId, at: this.world.ports.clock.now().toISOString() };
    const ifMatch = asked.ifMatch();
    const { state, revision, position } = settle(await this.world.aggregates.orders.transact<Refusal>(orderId, asked.context(), (order) => decide(about, order), ifMatch === undefined ? {} : { ifMatch }));
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return answered(state, shortageId, revision);
  }
}

/** Nobody's name, phone or address stands beside an order in clear. @throws Problem PII_IN_FREE_TEXT */
function clear(field: string, text: string): string {
  if (findPersonalData(text).length > 0) throw problem('PII_IN_FREE_TEXT', { field });
  return text;
}

function answered(order: Order, shortageId: string, revision: number): ShortageAnswer {
  const shortage = order.shortages.find((one) => one.shortageId === shortageId);
  if (!shortage) throw notFound('SHORTAGE_NOT_FOUND', { shortageId });
  return { shortageId, state: shortageState(order, shortage), endedAs: endOf(order, shortage), differenceFen: shortage.substitute?.differenceFen ?? null, revision };
}
