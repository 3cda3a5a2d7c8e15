import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ghostKey } from '@daifa/order-domain/guards';
import { asAllocationId, asOrderId } from '@daifa/order-domain/ids';
import type { Refusal } from '@daifa/order-domain/refusals';
import { observeTracking } from '@daifa/order-domain/tracking';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { definite } from '@daifa/service-shell/definite';
import { Allow } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
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
  async observe(@Body() { waybillNo, code, scannedAt }: Scan, @Asked() asked: Asked): Promise<ScanAnswer> {
    await readYourWrites(this.world, 'logistics', asked);
    const row = await this.database.getRepository(WaybillRow).findOneBy(definite({ waybillNo }));
    if (!row) throw notFound('WAYBILL_NOT_FOUND', { waybillNo });
    const orderId = asOrderId(row.orderId);
    const scan = { waybillNo, code, scannedAt: new Date(scannedAt).toISOString(), at: this.world.ports.clock.now().toISOString() };
    const { state, revision, position } = settle(await this.world.aggregates.orders.transact<Refusal>(orderId, asked.context(), (order) => observeTracking(scan, order)));
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return { orderId, ghost: row.allocationIds.some((id) => state.ghosts.includes(ghostKey(asAllocationId(id), waybillNo))), revision };
  }
}
