import type { Answer, Connection } from './http.js';
import type { AfterSaleAnswer, GroupHealth, LedgerEntry, OpenAfterSale, OrderChanged, ReshipForm, ReshipRequestShown, ShopName, StopAnswer, StopQuery } from './shapes.js';

/** The routes of the sales platform's own people, one function each. */
export type Platform = ReturnType<typeof platformAt>;

export function platformAt({ ask }: Connection, key: string) {
  return {
    startRiskReview: (orderId: string, body: { readonly reviewId: string; readonly reason: string }): Promise<Answer<OrderChanged>> => ask(key, 'POST', `/v1/orders/${orderId}/risk-reviews`, body),
    clearRiskReview: (orderId: string, reviewId: string): Promise<Answer<OrderChanged>> => ask(key, 'DELETE', `/v1/orders/${orderId}/risk-reviews/${reviewId}`),
    openAfterSale: (body: OpenAfterSale): Promise<Answer<AfterSaleAnswer>> => ask(key, 'POST', '/v1/after-sales', body),
    stopShipment: (query: StopQuery): Promise<Answer<StopAnswer>> => ask(key, 'POST', '/v1/channels/stop-shipments', query),
    track: (scan: { readonly waybillNo: string; readonly code: string; readonly scannedAt: string }): Promise<Answer<unknown>> => ask(key, 'POST', '/v1/tracking', scan),
    /** The buyer's words in a case of what was left out. */
    requestReship: (body: { readonly orderId: string } & ReshipForm): Promise<Answer<ReshipRequestShown>> => ask(key, 'POST', '/v1/reship-requests', body),
    modifyReship: (afterSaleId: string, body: ReshipForm): Promise<Answer<ReshipRequestShown>> => ask(key, 'PUT', `/v1/reship-requests/${afterSaleId}`, body),
    arbitrateReship: (afterSaleId: string): Promise<Answer<ReshipRequestShown>> => ask(key, 'POST', `/v1/reship-requests/${afterSaleId}/arbitration`),
    ruleReship: (afterSaleId: string, ruling: 'AGREE' | 'REJECT'): Promise<Answer<ReshipRequestShown>> => ask(key, 'POST', `/v1/reship-requests/${afterSaleId}/ruling`, { ruling, note: '称重不足' }),
    confirmReship: (afterSaleId: string): Promise<Answer<ReshipRequestShown>> => ask(key, 'POST', `/v1/reship-requests/${afterSaleId}/receipt`),
    /** What happens at a simulated channel. */
    channelToken: (shop: ShopName): Promise<Answer<{ readonly token: string }>> => ask(key, 'POST', `${simulator(shop)}/tokens`, {}),
    behave: (shop: ShopName, body: { readonly messages?: boolean; readonly dropRate?: number; readonly doubleRate?: number; readonly shiftRate?: number; readonly reorder?: boolean }): Promise<Answer<unknown>> => ask(key, 'PUT', simulator(shop), body),
    placeOrders: (shop: ShopName, body: { readonly count: number; readonly hidden?: boolean; readonly spreadMinutes?: number }): Promise<Answer<{ readonly orderNos: readonly string[] }>> => ask(key, 'POST', `${simulator(shop)}/orders`, body),
    changeOrder: (shop: ShopName, orderNo: string, body: { readonly hidden?: boolean }): Promise<Answer<unknown>> => ask(key, 'PUT', `${simulator(shop)}/orders/${orderNo}`, body),
    tellCase: (shop: ShopName, body: { readonly orderNo: string; readonly state: 'OPEN' | 'WITHDRAWN' | 'REFUNDED' }): Promise<Answer<{ readonly afterSaleNo: string }>> => ask(key, 'POST', `${simulator(shop)}/after-sales`, body),
    /** The channel's own ledger of numbers. */
    shipments: (shop: ShopName): Promise<Answer<{ readonly items: readonly LedgerEntry[] }>> => ask(key, 'GET', `${simulator(shop)}/shipments?limit=10000`),
    groups: (): Promise<Answer<readonly GroupHealth[]>> => ask(key, 'GET', '/v1/operations/groups'),
  };
}

const simulator = ({ channel, shopId }: ShopName): string => `/v1/channels/${channel}/simulator/${shopId}`;
