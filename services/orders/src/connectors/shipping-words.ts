import type { UploadFailureCode } from '@daifa/order-domain/words';
import { ChannelUnavailable, type ConnectedChannel, type ShipAnswer } from './connector.js';
import { isRecord, parsed } from './raw-reader.js';

/** What the channels call carriers, by our codes. Like the names of fields from memory, not checked against their documents. */
export const CARRIER_WORDS: Readonly<Record<ConnectedChannel, Readonly<Record<string, string | number>>>> = {
  PDD: { YTO: 85, ZTO: 115, STO: 1, SF: 44 },
  DOUYIN: { YTO: 'yuantong', ZTO: 'zhongtong', STO: 'shentong', SF: 'shunfeng' },
};

/** Why a channel did not take a number, in its own words. A word that is not here is UNKNOWN: it is asked before it is told again. */
export const REFUSAL_WORDS: Readonly<Record<ConnectedChannel, Readonly<Record<string, UploadFailureCode>>>> = {
  PDD: { order_status_changed: 'PLATFORM_STATUS_CHANGED', order_already_shipped: 'PLATFORM_ALREADY_SHIPPED', logistics_invalid: 'CARRIER_REJECTED' },
  DOUYIN: { 'isv.order-status-changed': 'PLATFORM_STATUS_CHANGED', 'isv.order-already-shipped': 'PLATFORM_ALREADY_SHIPPED', 'isv.logistics-invalid': 'CARRIER_REJECTED' },
};

/**
 * The answer to a number that was told: taken under its own name, or refused with a word.
 *
 * @throws ChannelUnavailable for any other answer: nobody knows what became of it
 */
export function shipAnswerOf(channel: ConnectedChannel, text: string, isTaken: (answer: Readonly<Record<string, unknown>>) => boolean, wordOf: (answer: Readonly<Record<string, unknown>>) => unknown): ShipAnswer {
  const answer = parsed(text);
  if (!isRecord(answer)) throw new ChannelUnavailable('the answer has no known form');
  if (isTaken(answer)) return { kind: 'accepted' };
  const word = wordOf(answer);
  if (typeof word !== 'string') throw new ChannelUnavailable('the answer has no known form');
  return { kind: 'refused', code: REFUSAL_WORDS[channel][word] ?? 'UNKNOWN' };
}

/** Numbers in a record's list, beside a first one that stands alone; what is no text is left out, for only ours are looked for. */
export function numbersOf(first: unknown, list: unknown, field: string): readonly string[] {
  const others = Array.isArray(list) ? list.map((one: unknown) => (isRecord(one) ? one[field] : undefined)) : [];
  return [first, ...others].filter((one): one is string => typeof one === 'string' && one !== '');
}
