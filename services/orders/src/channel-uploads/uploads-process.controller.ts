import { Controller, Inject, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { decodeOrderRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { SHOP_READER, ShopReader } from '../sync/shop-reader.js';
import { UploadLane } from './upload-lane.js';
import { UPLOAD_DESK, UploadDesk } from './upload-desk.js';
import { noteTasks, type Task } from './work-table.js';

/** A page waits this long for its own uploads: whoever waits for the group then finds them told. A slow channel keeps the log waiting no longer. */
const PAGE_WAITS_MS = 250;

/** The process that tells channels the numbers of what was shipped: an event is a tap on the shoulder, what is due is read off the order. */
@Controller()
export class UploadsProcessController implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #lane: UploadLane;

  constructor(@Inject(SHOP_READER) private readonly reader: ShopReader, @Inject(UPLOAD_DESK) desk: UploadDesk) {
    const { database, world } = reader.parts;
    this.#lane = new UploadLane({ database, desk, ports: world.ports });
  }

  onApplicationBootstrap(): void {
    if (this.reader.parts.config.uploads) void this.#lane.start();
  }

  @EventPattern<string>('order', { group: 'orders.uploads' })
  async onRequests(@Payload() records: readonly StoredRecord[], @Ctx() { manager, replaying, afterCommit }: PageContext): Promise<void> {
    if (replaying) return;
    const tasks = records.filter(({ type }) => type === 'ShipUploadRequested').map((record): Task => {
      const { orderId, meta: { eventId, correlationId, traceparent } } = decodeOrderRecord(record);
      return { orderId, cause: { eventId, correlationId, ...(traceparent !== undefined && { traceparent }) } };
    });
    await noteTasks(manager, tasks);
    if (tasks.length > 0 && this.reader.parts.config.uploads) afterCommit(() => this.#tryNow());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#lane.stop();
  }

  async #tryNow(): Promise<void> {
    const tried = new AbortController();
    await Promise.race([this.#lane.nudge(), this.reader.parts.world.ports.timers.sleep(PAGE_WAITS_MS, tried.signal)]);
    tried.abort();
  }
}
