import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { CommandContext } from '@daifa/event-store/context';
import type { StoredRecord } from '@daifa/event-store/port';
import type { Refusal } from '@daifa/order-domain/refusals';
import { recordReshipped, type CaseRefusal } from '@daifa/order-domain/reship-case';
import { cancelReshipment } from '@daifa/order-domain/reshipment';
import { decodeCaseRecord, decodeOrderRecord, type CaseRecord, type OrderRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { settle } from '@daifa/service-shell/answer';
import { Problem } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import { send } from '../reship-requests/reship-request-steps.js';
import { bear, mirror } from './reshipment-steps.js';

const CONCERNED = new Set(['ReshipmentCreated', 'HoldPlaced', 'HoldReleased', 'OrderClosed', 'ShipConfirmed']);

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
    const context = this.#following(meta);
    if (event.type === 'ReshipmentCreated') await this.#bear(context, { originalOrderId: orderId, original: state, reshipmentId: event.reshipmentId });
    if (state.reshipments.length > 0) await mirror(this.world, context, state);
    const afterSaleId = state.reshipmentOf?.afterSaleId ?? null;
    if (event.type === 'ShipConfirmed' && afterSaleId !== null) settle(await this.world.aggregates.cases.transact<CaseRefusal>(afterSaleId, context, (known) => recordReshipped({ waybillNo: event.waybillNo, at: event.at }, known)));
    if (event.type !== 'OrderClosed' || event.reason !== 'RESHIPMENT_CANCELLED' || state.reshipmentOf === null || state.merchantId === null) return;
    const command = { merchantId: state.merchantId, reshipmentId: orderId, reason: '', at: event.at };
    settle(await orders.transact<Refusal>(state.reshipmentOf.originalOrderId, context, (order) => cancelReshipment(command, order)));
  }

  #following({ eventId, correlationId }: OrderRecord['meta']): CommandContext {
    return { commandId: v5('reshipments', eventId), correlationId, causationId: eventId, actor: { kind: 'system', id: 'after-sales' }, occurredAt: this.world.ports.clock.now().toISOString() };
  }

  /** Who agreed and died is followed by this: what was agreed is sent. */
  @EventPattern<string>('aftersale', { group: 'after-sales.reshipments' })
  async onCases(@Payload() records: readonly StoredRecord[], @Ctx() { replaying }: PageContext): Promise<void> {
    if (replaying) return;
    for (const record of records) if (record.type === 'AfterSaleAgreed') await this.#send(decodeCaseRecord(record));
  }

  async #send({ afterSaleId, meta }: CaseRecord): Promise<void> {
    const { state } = await this.world.aggregates.cases.load(afterSaleId);
    const context = this.#following(meta);
    try {
      if (state.state === 'AGREED') await send(this.world, context, state);
    } catch (error) {
      if (!(error instanceof Problem && error.status < 500)) throw error; // refused on the order: the merchant was told so
    }
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
