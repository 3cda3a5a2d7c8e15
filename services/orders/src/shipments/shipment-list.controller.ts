import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Decision } from '@daifa/decider/decision';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asMerchantId, asOrderId, isUuid, type MerchantId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { ignoreFailure, retryUpload, uploadStatus } from '@daifa/order-domain/uploads';
import { maskFreeText } from '@daifa/personal-data/free-text';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { IgnoreUploadFailure, ShipmentPage, ShipmentQuery, UploadPath, UploadsOfOrder } from './shipment-list.dto.js';
import { ShipmentRow } from './shipment-row.entity.js';

const LIMIT = 50;

/** What channels were told of parcels, what they said to it, and what a person does about it. */
@ApiTags('shipments')
@Controller('shipments')
export class ShipmentListController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get()
  @Allow(['merchant', 'platform', 'analyst'])
  @ApiOperation({ summary: 'Numbers that channels were told, oldest first 发货记录（成功/失败）' })
  @ApiOkResponse({ type: ShipmentPage })
  async list(@Query() query: ShipmentQuery, @Asked() asked: Asked): Promise<ShipmentPage> {
    await readYourWrites(this.world, 'orders.shipments', asked);
    const limit = query.limit ?? LIMIT;
    const after = asked.after(query.cursor);
    const found = this.database.getRepository(ShipmentRow).createQueryBuilder('row').orderBy('row.requestedAt', 'ASC').addOrderBy('row.orderId', 'ASC').addOrderBy('row.waybillNo', 'ASC').limit(limit + 1);
    if (asked.caller.role === 'merchant') found.andWhere('row.merchantId = :merchantId', { merchantId: asked.caller.tenantId });
    if (query.upload) found.andWhere('row.upload = :upload', { upload: query.upload });
    if (after) found.andWhere('(row.requestedAt, row.orderId, row.waybillNo) > (:at, :id, :no)', { at: after[0], id: after[1], no: after[2] });
    const { items, next } = asked.page(await found.getMany(), limit, (row) => [row.requestedAt.toISOString(), row.orderId, row.waybillNo]);
    return { items: items.map(({ merchantId: _, requestedAt, nextAttemptAt, ...row }) => ({ ...row, requestedAt: requestedAt.toISOString(), nextAttemptAt: nextAttemptAt?.toISOString() ?? null })), next };
  }

  @Get(':orderId/uploads')
  @Allow(['merchant', 'platform', 'analyst'])
  @ApiOperation({ summary: 'Every attempt to tell the channel an order\'s numbers, with reasons 上传明细' })
  @ApiOkResponse({ type: UploadsOfOrder })
  async uploads(@Param('orderId') orderId: string, @Asked() asked: Asked): Promise<UploadsOfOrder> {
    const { state, revision } = await this.world.aggregates.orders.load(isUuid(orderId) ? orderId : '');
    const foreign = state.merchantId === null || (asked.caller.role === 'merchant' && state.merchantId !== asked.caller.tenantId);
    if (foreign) throw notFound('ORDER_NOT_FOUND', { orderId });
    asked.answeredAt({ revision });
    return { orderId, revision, uploads: uploadsOf(state) };
  }

  @Post(':orderId/uploads/:waybillNo/retry')
  @HttpCode(200)
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Tell the channel a number again, after what was wrong was mended 重新上传' })
  @ApiOkResponse({ type: UploadsOfOrder })
  retry(@Param() path: UploadPath, @Asked() asked: Asked): Promise<UploadsOfOrder> {
    return this.#decided(path, asked, (command) => (order) => retryUpload(command, order));
  }

  @Post(':orderId/uploads/:waybillNo/ignored')
  @HttpCode(200)
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Take a failure as seen: nothing more is tried, the failure stays in the history 忽略失败信息' })
  @ApiOkResponse({ type: UploadsOfOrder })
  ignore(@Param() path: UploadPath, @Body() { reason }: IgnoreUploadFailure, @Asked() asked: Asked): Promise<UploadsOfOrder> {
    const by = asked.context().actor.id;
    return this.#decided(path, asked, (command) => (order) => ignoreFailure({ ...command, by, reason: maskFreeText(reason) }, order));
  }

  async #decided({ orderId, waybillNo }: UploadPath, asked: Asked, decide: (command: { readonly merchantId: MerchantId; readonly waybillNo: string; readonly at: string }) => (order: Order) => Decision<OrderEvent, Refusal>): Promise<UploadsOfOrder> {
    const command = { merchantId: asMerchantId(asked.caller.tenantId), waybillNo, at: this.world.ports.clock.now().toISOString() };
    const settled = settle(await this.world.aggregates.orders.transact<Refusal>(asOrderId(orderId), asked.context(), decide(command), { ifMatch: asked.ifMatch() }));
    const { position, revision } = settled;
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return { orderId, revision: settled.revision, uploads: uploadsOf(settled.state) };
  }
}

function uploadsOf({ uploads }: Order): UploadsOfOrder['uploads'] {
  return uploads.map((upload) => {
    const { effectId, waybillNo, carrier, kind, by, nextAttemptAt, attempts } = upload;
    return { effectId, waybillNo, carrier, kind, by, upload: uploadStatus(upload), nextAttemptAt, attempts };
  });
}
