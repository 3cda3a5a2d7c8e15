import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import type { OrderEvent } from '@daifa/order-domain/events';
import { decodeOrderRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { repick } from './repick.js';

/** What may make something due again: a hold is gone, or the merchant lets the rules have a line back. */
const TAPS: ReadonlySet<string> = new Set<OrderEvent['type']>(['HoldReleased', 'AutoRouteResumed']);

/** A tap on the shoulder: whether anything is due is read from the order itself. */
@Controller()
export class RepickController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @EventPattern<string>('order', { group: 'allocation.repick' })
  async onFreed(@Payload() records: readonly StoredRecord[], @Ctx() { replaying }: PageContext): Promise<void> {
    if (replaying) return;
    const taps = records.filter(({ type }) => TAPS.has(type)).map(decodeOrderRecord);
    for (const { orderId, meta } of taps) await repick(this.world, orderId, meta);
  }
}
