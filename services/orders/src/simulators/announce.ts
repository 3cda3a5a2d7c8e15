import { secretField, type MessageDoor } from '../pushes/message-door.js';
import { signatureOf } from '../pushes/signature.js';
import { shopsCalled } from '../shops/shop.js';
import type { ShopReader } from '../sync/shop-reader.js';
import type { OpenChannels } from './open-channels.js';
import type { SimulatedShop } from './simulated-books.js';

/** What a simulated channel announces. */
export type Change = { readonly kind: 'ORDER'; readonly orderNo: string } | { readonly kind: 'AFTER_SALE'; readonly orderNo: string; readonly afterSaleNo: string };

const AT_ONCE = 8;

/**
 * Sends messages of changes as the settings of the simulated shop have it: some are lost, some are sent twice, all in any
 * sequence, signed with the secret the shop has agreed with us. What the door cannot take now is not sent again: platforms give up too.
 */
export async function announce(to: { readonly channels: OpenChannels; readonly reader: ShopReader; readonly door: MessageDoor }, shop: SimulatedShop, changes: readonly Change[]): Promise<void> {
  const { board, api } = to.channels;
  const settings = await board.read(shop);
  if (!settings.messages) return;
  const { world, database } = to.reader.parts;
  const timestamp = String(Math.floor(world.ports.clock.now().getTime() / 1_000));
  const sent = api.stormed(changes, settings).map((change) => Buffer.from(bodyOf(shop, change)));
  let accepted = 0;
  for (const { shopKey, merchantId, sealedSecret } of await shopsCalled(database, shop.channel, shop.shopId)) {
    const secret = await world.seals.openText(sealedSecret, { tenantId: merchantId, subjectId: shopKey, field: secretField });
    for (let from = 0; from < sent.length; from += AT_ONCE) {
      const some = sent.slice(from, from + AT_ONCE);
      const outcomes = await Promise.allSettled(some.map((body) => to.door.receive(shopKey, { timestamp, signature: signatureOf(secret, timestamp, body) }, body)));
      accepted += outcomes.filter(({ status }) => status === 'fulfilled').length;
    }
  }
  await board.count(shop, { messagesSent: sent.length, messagesAccepted: accepted });
}

/** In the channel's own words: text within text. */
function bodyOf({ channel, shopId }: SimulatedShop, change: Change): string {
  const about = change.kind === 'ORDER';
  if (channel === 'PDD') return JSON.stringify({ type: about ? 'pdd_trade_TradeConfirmed' : 'pdd_refund_RefundCreated', mallID: shopId, content: JSON.stringify(about ? { tid: change.orderNo } : { tid: change.orderNo, refund_id: change.afterSaleNo }) });
  return JSON.stringify({ tag: about ? '101' : '201', data: JSON.stringify(about ? { p_id: change.orderNo } : { p_id: change.orderNo, aftersale_id: change.afterSaleNo }) });
}
