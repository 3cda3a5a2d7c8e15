import type { Upload } from '@daifa/order-domain/order-parts';
import type { UploadFailureCode } from '@daifa/order-domain/words';
import { ChannelAuthExpired, ChannelRateLimited, ChannelRefused, ChannelUnavailable, type Connector, type ShopAccess } from '../connectors/connector.js';

/** `certain` false: nobody knows whether the channel has it. */
export type Told = { readonly kind: 'accepted' } | { readonly kind: 'failed'; readonly code: UploadFailureCode; readonly retryable: boolean; readonly atLeastMs: number };

export type TellTo = { readonly connector: Connector; readonly access: ShopAccess; readonly platformOrderNo: string; /** All numbers we have told the channel of this order. */ readonly ours: readonly string[] };

const failed = (code: UploadFailureCode, retryable: boolean, atLeastMs = 0): Told => ({ kind: 'failed', code, retryable, atLeastMs });

/**
 * Tells a channel a number, once: it is asked first what it has, for an earlier attempt may have come through without us
 * learning of it. A number of somebody else's on the order is never added to (F-SH-09, DXM-13).
 *
 * @throws whatever is not the channel's doing
 */
export async function tellChannel(upload: Upload, to: TellTo): Promise<Told> {
  try {
    return await asked(upload, to);
  } catch (error) {
    if (error instanceof ChannelRateLimited) return failed('RATE_LIMITED', true, error.retryAfterMs);
    if (error instanceof ChannelAuthExpired) return failed('AUTH_EXPIRED', false);
    if (error instanceof ChannelUnavailable) return failed('UNKNOWN', true);
    if (error instanceof ChannelRefused) return failed('UNKNOWN', false);
    throw error;
  }
}

async function asked({ effectId, waybillNo, carrier, kind }: Upload, { connector, access, platformOrderNo, ours }: TellTo): Promise<Told> {
  const numbers = await connector.numbers(access, platformOrderNo);
  if (numbers === null) return failed('PLATFORM_STATUS_CHANGED', false);
  if (numbers.includes(waybillNo)) return { kind: 'accepted' };
  if (kind === 'SHIP' && numbers.length > 0 && !numbers.some((number) => ours.includes(number))) return failed('PLATFORM_ALREADY_SHIPPED', false);
  const extra = kind === 'RESHIP' ? 'RESHIP' : numbers.length === 0 ? 'NONE' : 'SPLIT';
  const answer = await connector.ship(access, { effectId, platformOrderNo, waybillNo, carrier, extra });
  if (answer.kind === 'accepted') return answer;
  const hasIt = answer.code === 'PLATFORM_ALREADY_SHIPPED' && (await connector.numbers(access, platformOrderNo))?.includes(waybillNo);
  return hasIt ? { kind: 'accepted' } : failed(answer.code, answer.code === 'UNKNOWN' || answer.code === 'RATE_LIMITED');
}
