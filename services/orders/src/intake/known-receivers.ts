import type { MerchantId, OrderId } from '@daifa/order-domain/ids';
import type { Step } from '@daifa/order-store/folds';
import type { DataSource, EntityManager } from 'typeorm';

/** Which receivers a merchant's orders went to, by their keyed hash: who buys for the first time. Nobody can be read out of it. */

/** Every receiver an order of the page was ever for. */
export async function noteReceivers(manager: EntityManager, steps: readonly Step[]): Promise<void> {
  const rows = steps.flatMap(({ event, orderId, after: { merchantId } }) =>
    (event.type === 'OrderImported' || event.type === 'ReceiverChanged') && event.receiver.receiverKey !== '' ? [{ merchant_id: merchantId, receiver_key: event.receiver.receiverKey, order_id: orderId }] : []);
  if (rows.length === 0) return;
  await manager.query(
    `insert into orders.known_receiver (merchant_id, receiver_key, order_id)
     select * from json_to_recordset($1::json) as r(merchant_id uuid, receiver_key text, order_id uuid) on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

/** No other order of the merchant was for this receiver, as far as the list has come: of two that come at once, both may be first. A receiver not told in full is new. */
export async function isNewBuyer(database: DataSource, { merchantId, orderId, receiverKey }: { readonly merchantId: MerchantId; readonly orderId: OrderId; readonly receiverKey: string }): Promise<boolean> {
  if (receiverKey === '') return true;
  const [found]: readonly { readonly known: boolean }[] = await database.query(
    'select exists(select from orders.known_receiver where merchant_id = $1 and receiver_key = $2 and order_id <> $3) as known', [merchantId, receiverKey, orderId]);
  return !found?.known;
}
