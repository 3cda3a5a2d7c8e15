import type { CommandContext } from '@daifa/event-store/context';
import type { OrderId } from '@daifa/order-domain/ids';
import type { Upload } from '@daifa/order-domain/order-parts';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { nextUploadAt, recordUpload, uploadsDue, type UploadOutcome } from '@daifa/order-domain/uploads';
import { settle } from '@daifa/service-shell/answer';
import { Problem } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { v5 } from 'uuid';
import { expire, shopOfOrder, type Shop } from '../shops/shop.js';
import type { ShopReader } from '../sync/shop-reader.js';
import { delayAfter, type BackOff } from './back-off.js';
import { tellChannel, type TellTo, type Told } from './tell-channel.js';
import type { Cause, Task } from './work-table.js';

export const UPLOAD_DESK = Symbol('UploadDesk');

/** Settles what an order's channel is to be told: an attempt for each number that is due, recorded on the order. */
export class UploadDesk {
  constructor(private readonly parts: { readonly world: World; readonly database: DataSource; readonly reader: Pick<ShopReader, 'connectorOf' | 'accessOf'>; readonly backOff: BackOff }) {}

  /**
   * One attempt at everything due, one number after the other.
   *
   * @returns when the next attempt is due; null: nothing is left
   * @throws when the store or the database is away: nothing was recorded, and the next attempt asks the channel first
   */
  async settle({ orderId, cause }: Task): Promise<string | null> {
    const { world } = this.parts;
    const now = world.ports.clock.now().toISOString();
    const { state } = await world.aggregates.orders.load(orderId);
    for (const upload of uploadsDue(state, now)) await this.#attempt(orderId, state, upload, cause);
    const { state: after } = await world.aggregates.orders.load(orderId);
    return uploadsDue(after, now).length > 0 ? now : nextUploadAt(after);
  }

  async #attempt(orderId: OrderId, order: Order, upload: Upload, cause: Cause): Promise<void> {
    const attempt = upload.attempts.length + 1;
    const told = await this.#tell(order, upload);
    const at = this.parts.world.ports.clock.now();
    const outcome = told.kind === 'accepted' ? told : this.#failed(upload, told, at);
    await this.#record(orderId, { waybillNo: upload.waybillNo, attempt, outcome, at: at.toISOString() }, cause);
  }

  #failed({ attempts, requestedAt }: Upload, { code, retryable, atLeastMs }: Extract<Told, { readonly kind: 'failed' }>, at: Date): UploadOutcome {
    const sinceAsked = attempts.filter((one) => one.at >= requestedAt).length + 1;
    const delayMs = retryable ? delayAfter(sinceAsked, this.parts.backOff, this.parts.world.ports.random, atLeastMs) : null;
    return { kind: 'failed', code, retryable, nextAttemptAt: delayMs === null ? null : new Date(at.getTime() + delayMs).toISOString() };
  }

  async #tell(order: Order, upload: Upload): Promise<Told> {
    const { world, database } = this.parts;
    const shop = await shopOfOrder(database, order);
    const to = shop && (await this.#way(shop, order));
    if (!shop || !to) return { kind: 'failed', code: 'AUTH_EXPIRED', retryable: false, atLeastMs: 0 };
    const told = await tellChannel(upload, to);
    if (told.kind === 'failed' && told.code === 'AUTH_EXPIRED') await expire(database, shop.shopKey, world.ports.clock.now());
    return told;
  }

  /** null while the shop's owner lets nobody in. */
  async #way(shop: Shop, { platformOrderNo, reshipmentOf, uploads }: Order): Promise<TellTo | null> {
    const { reader } = this.parts;
    try {
      return { connector: reader.connectorOf(shop), access: await reader.accessOf(shop), platformOrderNo: reshipmentOf?.originalOrderNo ?? platformOrderNo, ours: uploads.map(({ waybillNo }) => waybillNo) };
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return null;
      throw error;
    }
  }

  async #record(orderId: OrderId, command: Parameters<typeof recordUpload>[0], { eventId, correlationId, traceparent }: Cause): Promise<void> {
    const { waybillNo, attempt, outcome, at } = command;
    const context: CommandContext = {
      commandId: v5(`upload/${waybillNo}/${attempt}/${outcome.kind}`, orderId), correlationId, causationId: eventId, actor: { kind: 'system', id: 'orders' }, occurredAt: at,
      ...(traceparent !== undefined && { traceparent }),
    };
    settle(await this.parts.world.aggregates.orders.transact<Refusal>(orderId, context, (order) => recordUpload(command, order)));
  }
}
