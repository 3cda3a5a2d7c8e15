import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@daifa/event-store/context';
import { eventIdOf } from '@daifa/event-store/records';
import { asFactoryId, asLabelId, asMerchantId, orderIdWithin } from '@daifa/order-domain/ids';
import { findLabel } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { voidLabel, type VoidLabel } from '@daifa/order-domain/void-label';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { LABEL_DESK, LabelDesk } from '../carrier-work/label-desk.js';
import type { Task } from '../carrier-work/work-table.js';
import { waybillStateOf } from './waybill-rows.js';
import { VoidAnswer } from './waybills.dto.js';

/** Who waits longer is told VOID_PENDING: the carrier is asked until it answers. */
const WAIT_MS_MAX = 3_000;

@ApiTags('waybills')
@Controller('waybills')
@Allow(['factory', 'merchant'])
export class VoidsController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(LABEL_DESK) private readonly desk: LabelDesk) {}

  @Post(':labelId/void')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a number back, or ask again after the carrier refused; what was allocated stays allocated 作废面单' })
  @ApiOkResponse({ type: VoidAnswer })
  async void(@Param('labelId') id: string, @Asked() asked: Asked): Promise<VoidAnswer> {
    const orderId = orderIdWithin(id);
    if (orderId === null) throw notFound('LABEL_NOT_FOUND', { labelId: id });
    const { orders } = this.world.aggregates;
    const labelId = asLabelId(id);
    const { role, tenantId } = asked.caller;
    const by: VoidLabel['by'] = role === 'factory' ? { kind: 'factory', factoryId: asFactoryId(tenantId) } : { kind: 'merchant', merchantId: asMerchantId(tenantId) };
    const context = asked.context();
    const at = this.world.ports.clock.now().toISOString();
    const { state, position, events } = settle(await orders.transact<Refusal>(orderId, context, (order) => voidLabel({ labelId, by, at }, order)));
    const asking = events.findIndex(({ type }) => type === 'LabelVoidRequested');
    if (asking >= 0) await this.#tryNow({ kind: 'void', labelId, orderId, carrier: findLabel(state, labelId)?.carrier ?? '', cause: causeOf(context, asking) });
    const now = await orders.load(orderId);
    const label = findLabel(now.state, labelId);
    if (!label) throw new Error(`${labelId} was voided and is not there`);
    asked.answeredAt({ revision: now.revision, ...(position !== null && { position }) });
    return { labelId, orderId, waybillNo: label.waybillNo, state: waybillStateOf(label), reason: label.voidRefusal, revision: now.revision };
  }

  /** One attempt for the caller's sake; what it does not settle is the process's, which never gives up. */
  async #tryNow(task: Task): Promise<void> {
    await this.desk.settleWithin(task, WAIT_MS_MAX);
  }
}

function causeOf({ commandId, correlationId, traceparent }: CommandContext, n: number): Task['cause'] {
  return { eventId: eventIdOf(commandId, n), correlationId, ...(traceparent !== undefined && { traceparent }) };
}
