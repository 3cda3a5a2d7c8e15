import type { TestHost } from '@daifa/service-shell/test-host';
import { codesOf, done, oneDone, oneVerdict } from '../client/answers.js';
import { factoryAt } from '../client/factory.js';
import { connect, type Connection } from '../client/http.js';
import { merchantAt } from '../client/merchant.js';
import type { NewReceiver } from '../client/shapes.js';
import { order, receiver } from '../stories/fresh.js';

const CARRIER = 'SF';
const SENDER = { name: '晨光小店', phone: '13900000000', address: '浙江省义乌市北苑街道春风大道1号' };

export type Life = { readonly orderId: string; readonly connection: Connection };

/**
 * One order on a host from import to a refund that stops a second print: everything that traces and metrics tell of.
 *
 * @param words what a buyer wrote, for those who look for it afterwards
 */
export async function aLittleLife(host: TestHost, person: NewReceiver = receiver(), words = '请尽快发货'): Promise<Life> {
  const { tenants } = host;
  const connection = connect(host.url);
  const merchant = merchantAt(connection, tenants.merchant.key);
  const factory = factoryAt(connection, tenants.factory.key);
  const { bindingId } = done(await merchant.bind({ factoryShopId: tenants.factory.factoryShopId ?? '', merchantAlias: '晨光小店', sender: SENDER }));
  done(await factory.acceptBinding(bindingId));
  await host.settled();
  const { orderId } = oneDone(await merchant.importOrders([order({ receiver: person, buyerMessage: words })]));
  const [allocation] = oneDone(await merchant.allocate([{ orderId, factoryId: tenants.factory.tenantId }])).allocations;
  const allocationId = allocation?.allocationId ?? '';
  await host.settled();
  oneDone(await factory.requestLabels([{ allocationIds: [allocationId], carrier: CARRIER }]));
  await host.settled();
  const { permitId } = oneDone(await factory.print('job-1', [{ allocationId }]));
  done(await factory.paper('job-1', permitId, 'pdf'));
  done(await merchant.openAfterSale({ orderId, type: 'REFUND_ONLY', reason: '不想要了' }));
  const again = oneVerdict(await factory.print('job-2', [{ allocationId, reprintReason: '卡纸' }]));
  if (again.kind === 'done' || !codesOf(again.problem).includes('PRINT_BLOCKED')) throw new Error('a refunded order was printed');
  done(await connection.ask(tenants.platform.key, 'PUT', `/v1/carriers/${CARRIER}/simulator`, { balance: 4_711 }));
  await host.settled();
  return { orderId, connection };
}
