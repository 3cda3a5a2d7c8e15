import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CARRIER_CODES, normalizeWaybillNo } from '@daifa/carriers/catalogue';
import type { CommandContext } from '@daifa/event-store/context';
import type { OrderEvent } from '@daifa/order-domain/events';
import { ghostKey } from '@daifa/order-domain/guards';
import { asAllocationId, asOrderId, type OrderId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { observeTracking, type ObserveTracking } from '@daifa/order-domain/tracking';
import { scanWaybill } from '@daifa/order-domain/waybill-number';
import { settle, type Settled } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { definite } from '@daifa/service-shell/definite';
import { Allow } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { v5 } from 'uuid';
import { WaybillRow } from '../waybills/waybill-row.entity.js';
import { Scan, ScanAnswer } from './tracking.dto.js';

@ApiTags('tracking')
@Controller('tracking')
@Allow(['platform'])
export class TrackingController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'A carrier\'s scan of a number, also of one that was voided 推送物流轨迹' })
  @ApiOkResponse({ type: ScanAnswer })
  async observe(@Body() { waybillNo, code, scannedAt, regionCode = '' }: Scan, @Asked() asked: Asked): Promise<ScanAnswer> {
    await readYourWrites(this.world, 'logistics', asked);
    const row = await this.database.getRepository(WaybillRow).findOne({ where: definite({ waybillNo }), order: { requestedAt: 'DESC', labelId: 'DESC' } });
    if (!row && !CARRIER_CODES.some((carrier) => normalizeWaybillNo(carrier, waybillNo).kind === 'valid')) throw notFound('WAYBILL_NOT_FOUND', { waybillNo });
    const scan = { waybillNo, code, scannedAt: new Date(scannedAt).toISOString(), at: this.world.ports.clock.now().toISOString() };
    const context = asked.context();
    const number = settle(await this.world.aggregates.waybillNumbers.transact<{ readonly code: 'RATE_LIMITED' }>(waybillNo, { ...context, commandId: v5('scan', context.commandId) }, (known) => scanWaybill({ ...scan, regionCode }, known)));
    const orderIds = row ? [asOrderId(row.orderId)] : number.state.uses.map(({ orderId }) => orderId);
    const [first, ...others] = orderIds;
    if (first === undefined) return { orderId: null, ghost: false, revision: number.revision };
    const { state, revision, position } = await this.#tell(first, scan, context);
    for (const orderId of others) await this.#tell(orderId, scan, { ...context, commandId: v5(orderId, context.commandId) });
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return { orderId: first, ghost: row?.allocationIds.some((id) => state.ghosts.includes(ghostKey(asAllocationId(id), waybillNo))) ?? false, revision };
  }

  async #tell(orderId: OrderId, scan: ObserveTracking, context: CommandContext): Promise<Settled<Order, OrderEvent>> {
    return settle(await this.world.aggregates.orders.transact<Refusal>(orderId, context, (order) => observeTracking(scan, order)));
  }
}
