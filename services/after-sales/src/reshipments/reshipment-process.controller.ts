import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { CommandContext } from '@daifa/event-store/context';
import type { StoredRecord } from '@daifa/event-store/port';
import type { Refusal } from '@daifa/order-domain/refusals';
import { cancelReshipment } from '@daifa/order-domain/reshipment';
import { decodeOrderRecord, type OrderRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { settle } from '@daifa/service-shell/answer';
import { Problem } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import { bear, mirror } from './reshipment-steps.js';

const CONCERNED = new Set(['ReshipmentCreated', 'HoldPlaced', 'HoldReleased', 'OrderClosed']);

/** Completes what a crash left between the two streams of a reshipment, and holds it as its original is held, whoever told of the case. */
@Controller()
export class ReshipmentProcessController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @EventPattern<string>('order', { group: 'after-sales.reshipments' })
  async onOrders(@Payload() records: readonly StoredRecord[], @Ctx() { replaying }: PageContext): Promise<void> {
    if (replaying) return;
    for (const record of records) if (CONCERNED.has(record.type)) await this.#follow(decodeOrderRecord(record));
  }

  async #follow({ event, meta, orderId }: OrderRecord): Promise<void> {
    const { orders } = this.world.aggregates;
    const { state } = await orders.load(orderId);
    const context: CommandContext = { commandId: v5('reshipments', meta.eventId), correlationId: meta.correlationId, causationId: meta.eventId, actor: { kind: 'system', id: 'after-sales' }, occurredAt: this.world.ports.clock.now().toISOString() };
    if (event.type === 'ReshipmentCreated') await this.#bear(context, { originalOrderId: orderId, original: state, reshipmentId: event.reshipmentId });
    if (state.reshipments.length > 0) await mirror(this.world, context, state);
    if (event.type !== 'OrderClosed' || event.reason !== 'RESHIPMENT_CANCELLED' || state.reshipmentOf === null || state.merchantId === null) return;
    const command = { merchantId: state.merchantId, reshipmentId: orderId, reason: '', at: event.at };
    settle(await orders.transact<Refusal>(state.reshipmentOf.originalOrderId, context, (order) => cancelReshipment(command, order)));
  }

  /** One who was erased is sent nothing. */
  async #bear(context: CommandContext, of: Parameters<typeof bear>[2]): Promise<void> {
    try {
      await bear(this.world, context, of);
    } catch (error) {
      if (!(error instanceof Problem && error.status < 500)) throw error;
    }
  }
}
