import type { SealedReceiver } from '@daifa/order-domain/events';
import type { MerchantId, OrderId } from '@daifa/order-domain/ids';
import { reviewReasons, type ReviewReason } from '@daifa/order-domain/review-rules';
import { currentRules, type RuleBook } from '@daifa/order-domain/rules';
import type { DataSource } from 'typeorm';
import type { ChannelOrder } from './channel-order.js';
import { isNewBuyer } from './known-receivers.js';

type Incoming = { readonly order: ChannelOrder; readonly orderId: OrderId; readonly receiver: SealedReceiver };

/** The merchant's review rules that an incoming order matches. Its address is looked at here, in clear, and the rule's name is all that is kept. */
export async function matchedRules({ merchantId, rules, database }: { readonly merchantId: MerchantId; readonly rules: RuleBook; readonly database: DataSource }, incoming: Incoming): Promise<readonly ReviewReason[]> {
  const { review } = currentRules(rules);
  if (review.length === 0) return [];
  const { order: { receiver: { province, city, district, address }, amounts, lines, buyerMessage, cod = false }, orderId, receiver } = incoming;
  const newBuyer = review.some(({ kind }) => kind === 'NEW_BUYER') && (await isNewBuyer(database, { merchantId, orderId, receiverKey: receiver.receiverKey }));
  return reviewReasons(review, {
    payableFen: amounts.payableFen, lines: lines.map(({ outSkuSn, quantity }) => ({ outSkuSn: outSkuSn ?? '', quantity })),
    address: [province, city, district, address].map((part) => part ?? '').join(''), buyerMessage: buyerMessage ?? '', cod, newBuyer,
  });
}
