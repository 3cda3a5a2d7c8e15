import { Body, Controller, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { endAfterSale, modifyAfterSale, openAfterSale } from '@daifa/order-domain/after-sales';
import { asLineId } from '@daifa/order-domain/ids';
import { maskFreeText } from '@daifa/personal-data/free-text';
import { Allow } from '@daifa/service-shell/policy';
import { Asked } from '@daifa/service-shell/asked';
import { WORLD, type World } from '@daifa/service-shell/world';
import { AfterSaleAnswer, AfterSaleScope, CloseAfterSale, OpenAfterSale, PlatformLine, WithdrawAfterSale } from './after-sales.dto.js';
import { addressOfKnown, addressOfNew, carryOut, type CaseAddress } from './case-commands.js';

@ApiTags('after-sales')
@Controller('after-sales')
@Allow(['merchant', 'platform'])
export class AfterSalesController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Post()
  @ApiOperation({ summary: 'Open an after-sale: from this answer on, nothing it covers can be printed 发起售后（立即阻断打印）' })
  @ApiCreatedResponse({ type: AfterSaleAnswer })
  async open(@Body() body: OpenAfterSale, @Asked() asked: Asked): Promise<AfterSaleAnswer> {
    const context = asked.context();
    const address = await addressOfNew(this.world, asked.caller, body, context);
    const { afterSaleId, merchantId, orderId } = address;
    const scope = this.#scope(body, body.platformLines);
    const { answer, ...place } = await carryOut(this.world, context, address, {
      decide: (order) => openAfterSale({ merchantId, afterSaleId, ...scope }, order),
      record: (version) => ({ type: 'AfterSaleOpened', afterSaleId, merchantId, orderId, afterSaleType: body.type, lines: scope.lines, reason: maskFreeText(body.reason ?? ''), version, at: scope.at }),
    });
    answeredAt(asked, place);
    return answer;
  }

  @Put(':afterSaleId')
  @ApiOperation({ summary: 'Change what an after-sale covers 修改售后' })
  @ApiOkResponse({ type: AfterSaleAnswer })
  async modify(@Param('afterSaleId') id: string, @Body() body: AfterSaleScope, @Asked() asked: Asked): Promise<AfterSaleAnswer> {
    const address = await addressOfKnown(this.world, asked.caller, id);
    const { afterSaleId, merchantId } = address;
    const scope = this.#scope(body, []);
    const { answer, ...place } = await carryOut(this.world, asked.context(), address, {
      decide: (order) => modifyAfterSale({ merchantId, afterSaleId, ...scope }, order),
      record: (version) => ({ type: 'AfterSaleModified', afterSaleType: body.type, lines: scope.lines, reason: maskFreeText(body.reason ?? ''), version, at: scope.at }),
    });
    answeredAt(asked, place);
    return answer;
  }

  @Post(':afterSaleId/withdrawal')
  @HttpCode(200)
  @ApiOperation({ summary: 'Withdraw an after-sale: its own hold is released and what it took back is allocated again 撤销售后' })
  @ApiOkResponse({ type: AfterSaleAnswer })
  async withdraw(@Param('afterSaleId') id: string, @Body() body: WithdrawAfterSale, @Asked() asked: Asked): Promise<AfterSaleAnswer> {
    const address = await addressOfKnown(this.world, asked.caller, id);
    return this.#end(address, asked, body.version ?? null, { kind: 'withdrawn' }, '');
  }

  @Post(':afterSaleId/closure')
  @HttpCode(200)
  @ApiOperation({ summary: 'Close an after-sale with what was refunded 售后完结' })
  @ApiOkResponse({ type: AfterSaleAnswer })
  async close(@Param('afterSaleId') id: string, @Body() body: CloseAfterSale, @Asked() asked: Asked): Promise<AfterSaleAnswer> {
    const address = await addressOfKnown(this.world, asked.caller, id);
    const refunded = body.refunded.map(({ lineId, quantity }) => ({ lineId: asLineId(lineId), quantity }));
    return this.#end(address, asked, body.version ?? null, { kind: 'closed', refunded }, maskFreeText(body.note ?? ''));
  }

  async #end(address: CaseAddress, asked: Asked, version: number | null, end: Parameters<typeof endAfterSale>[0]['end'], note: string): Promise<AfterSaleAnswer> {
    const { afterSaleId, merchantId } = address;
    const at = this.world.ports.clock.now().toISOString();
    const { answer, ...place } = await carryOut(this.world, asked.context(), address, {
      decide: (order) => endAfterSale({ merchantId, afterSaleId, version, end, at }, order),
      record: (known) => (end.kind === 'withdrawn' ? { type: 'AfterSaleWithdrawn', version: known, at } : { type: 'AfterSaleClosed', refunded: end.refunded, note, version: known, at }),
    });
    answeredAt(asked, place);
    return answer;
  }

  #scope(body: AfterSaleScope, platformLines: readonly PlatformLine[] | undefined) {
    return {
      afterSaleType: body.type, version: body.version ?? null, lines: (body.lines ?? []).map(({ lineId, quantity }) => ({ lineId: asLineId(lineId), quantity })),
      platformLines: (platformLines ?? []).map(({ platformLineNo, quantity }) => ({ platformLineNo, quantity })), at: this.world.ports.clock.now().toISOString(),
    };
  }
}

function answeredAt(asked: Asked, { revision, position }: { readonly revision: number; readonly position: number | null }): void {
  asked.answeredAt({ revision, ...(position !== null && { position }) });
}
