import { ChannelRefused } from '../connectors/connector.js';
import type { SimulatedBooks } from './simulated-books.js';
import type { SimulatedShipments } from './simulated-shipments.js';
import type { SimulatorSettings } from './simulator-settings.js';

/** As the platforms' documents say, and as the simulators insist (requirements section 10). */
export const WINDOW_SECONDS_MAX = 30 * 60;
export const DAY_SECONDS = 24 * 3_600;
export const PAGE_ITEMS_MAX = 100;

/** What answers are made from. */
export type Desk = { readonly books: SimulatedBooks; readonly shipments: SimulatedShipments; readonly settings: SimulatorSettings };

export type Parameters = Readonly<Record<string, string | number>>;

/** A page as it is before the channel misbehaves with it. */
export type Feed = { readonly total: number; readonly records: readonly object[]; readonly from: Date; readonly to: Date };

/** What a channel makes of a call: a page, or one record, as the answer that wraps it. */
export type Answer = { readonly kind: 'feed'; readonly feed: Feed; readonly wrap: (total: number, records: readonly object[]) => object } | { readonly kind: 'one'; readonly answer: object };

/** The stretch and page of a call, within what the platform allows. @throws ChannelRefused */
export function stretchOf(from: unknown, to: unknown, { page, size, windowSeconds }: { readonly page: number; readonly size: unknown; readonly windowSeconds: number }): { readonly from: Date; readonly to: Date; readonly limit: number; readonly offset: number } {
  const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
  if (!isWhole(from) || !isWhole(to) || !isWhole(page) || !isWhole(size)) throw new ChannelRefused('a parameter is missing, or no whole number');
  if (to - from >= windowSeconds) throw new ChannelRefused('the window is too long');
  if (size < 1 || size > PAGE_ITEMS_MAX) throw new ChannelRefused('the page is too large');
  return { from: new Date(from * 1_000), to: new Date((to + 1) * 1_000), limit: size, offset: page * size };
}
