import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { decodeOrderRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { repick } from './repick.js';

/** A released hold is a tap on the shoulder: whether anything is due is read from the order itself. */
@Controller()
export class RepickController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @EventPattern<string>('order', { group: 'allocation.repick' })
  async onReleased(@Payload() records: readonly StoredRecord[], @Ctx() { replaying }: PageContext): Promise<void> {
    if (replaying) return;
    const released = records.filter(({ type }) => type === 'HoldReleased').map(decodeOrderRecord);
    for (const { orderId, meta } of released) await repick(this.world, orderId, meta);
  }
}
