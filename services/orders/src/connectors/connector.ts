import type { PlatformLineQuantity } from '@daifa/order-domain/events';
import type { AfterSaleType, UploadFailureCode } from '@daifa/order-domain/words';
import type { ChannelOrder } from '../intake/channel-order.js';

/** Channels that are read through their own interfaces. */
export const CONNECTED_CHANNELS = ['PDD', 'DOUYIN'] as const;
export type ConnectedChannel = (typeof CONNECTED_CHANNELS)[number];

/** A platform's open interface as it is called: one answer of JSON text for one call. The outside world; adapters: simulators/. */
export interface ChannelApi {
  /** @throws ChannelUnavailable, ChannelRateLimited, ChannelAuthExpired, ChannelRefused */
  call(access: ShopAccess, method: string, parameters: Readonly<Record<string, string | number>>): Promise<string>;
}

export type ShopAccess = { readonly channel: ConnectedChannel; readonly shopId: string; readonly token: string };

/** A stretch of time [from, to) in whole seconds, and a page of what happened in it, counted from 0. */
export type Slice = { readonly fromMs: number; readonly toMs: number; readonly page: number; readonly pageItems: number };

/** `total` is what the platform says the whole stretch holds, on all pages. */
export type FeedPage = { readonly total: number; readonly records: readonly FeedRecord[] };

/** A record as the platform wrote it. `key` tells it from others of its feed: its number, or where it has none, its words. */
export type FeedRecord = { readonly key: string; readonly raw: string };

/** An after-sale case as a channel's feed tells it, whole each time. */
export type ChannelAfterSale = {
  readonly afterSaleNo: string;
  readonly platformOrderNo: string;
  readonly type: AfterSaleType;
  readonly state: 'OPEN' | 'WITHDRAWN' | 'REFUNDED';
  /** Milliseconds since 1970 of its last change, see `instantOf`. */
  readonly version: number;
  readonly platformLines: readonly PlatformLineQuantity[];
};

/** Why a record was set aside. Stable: counted and filtered by. */
export type UnreadableReason = 'JSON_INVALID' | 'FIELD_MISSING' | 'FIELD_INVALID' | 'UNMAPPED_STATUS';

export type Unreadable = { readonly kind: 'unreadable'; readonly reason: UnreadableReason; readonly fields: readonly string[]; readonly platformOrderNo: string | null };
export type Readable<Told> = { readonly kind: 'told'; readonly told: Told };

/** One channel's interface, spoken and understood. Everything it reads is text of the platform's; nothing is guessed. */
export interface Connector {
  readonly channel: ConnectedChannel;
  /** Orders by the time of their last change. */
  changedOrders(access: ShopAccess, slice: Slice): Promise<FeedPage>;
  /** Cases by the time of their last change. */
  changedAfterSales(access: ShopAccess, slice: Slice): Promise<FeedPage>;
  /** Orders by the time they were placed: what a day is reconciled by. Stretches of up to a day. */
  placedOrders(access: ShopAccess, slice: Slice): Promise<FeedPage>;
  /** One order or case as it is now; null when the platform has none of that number. */
  order(access: ShopAccess, platformOrderNo: string): Promise<FeedRecord | null>;
  afterSale(access: ShopAccess, afterSaleNo: string): Promise<FeedRecord | null>;
  /** Numbers the channel has of an order, the first one first; null when it has no such order. */
  numbers(access: ShopAccess, platformOrderNo: string): Promise<readonly string[] | null>;
  /**
   * Tells the channel a number. Not safe to repeat: who does not know what became of it asks for the numbers first.
   *
   * @throws ChannelUnavailable when nobody knows whether it has it now; ChannelRateLimited and ChannelAuthExpired: it has not
   */
  ship(access: ShopAccess, shipment: Shipment): Promise<ShipAnswer>;
  /** @param readAtMs when it was asked for: the platforms' times have no fractions of a second */
  readOrder(raw: string, readAtMs: number): Readable<ChannelOrder> | Unreadable;
  readAfterSale(raw: string, readAtMs: number): Readable<ChannelAfterSale> | Unreadable;
  /** What a message announces; null for one that is none of ours. @throws MessageUnreadable */
  announced(body: string): Announced | null;
}

/** `extra`: what the number is beside those the channel has already (A-PDD extra_track_type). `carrier` is our code of it. */
export type Shipment = { readonly effectId: string; readonly platformOrderNo: string; readonly waybillNo: string; readonly carrier: string; readonly extra: 'NONE' | 'SPLIT' | 'RESHIP' };

export type ShipAnswer = { readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly code: UploadFailureCode };

export type Announced = { readonly kind: 'ORDER'; readonly platformOrderNo: string } | { readonly kind: 'AFTER_SALE'; readonly afterSaleNo: string };

/** Nobody answered, or not in a form we know. The same call again may be answered. */
export class ChannelUnavailable extends Error {
  override readonly name = 'ChannelUnavailable';
}

/** The platform asks for patience. */
export class ChannelRateLimited extends Error {
  override readonly name = 'ChannelRateLimited';
  constructor(readonly retryAfterMs: number) {
    super(`called too often: again in ${retryAfterMs} ms`);
  }
}

/** The shop's token is unknown or over: only its owner can renew it. */
export class ChannelAuthExpired extends Error {
  override readonly name = 'ChannelAuthExpired';
}

/** The platform says no for good: a window too long, a page too large. Our mistake. */
export class ChannelRefused extends Error {
  override readonly name = 'ChannelRefused';
}

/** An authentic message that says nothing we understand. */
export class MessageUnreadable extends Error {
  override readonly name = 'MessageUnreadable';
}

/**
 * The platforms tell the second of the last change. Read once that second is over it is the second's last word; read
 * before, another may follow within it and has to count as newer: so the first millisecond stands for it, later the last.
 */
export function instantOf(secondMs: number, readAtMs: number): number {
  return readAtMs >= secondMs + 1_000 ? secondMs + 999 : secondMs;
}
