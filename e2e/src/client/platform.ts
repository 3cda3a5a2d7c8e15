import type { Answer, Connection } from './http.js';
import type { AfterSaleAnswer, GroupHealth, OpenAfterSale, OrderChanged } from './shapes.js';

/** The routes of the sales platform's own people, one function each. */
export type Platform = ReturnType<typeof platformAt>;

export function platformAt({ ask }: Connection, key: string) {
  return {
    startRiskReview: (orderId: string, body: { readonly reviewId: string; readonly reason: string }): Promise<Answer<OrderChanged>> => ask(key, 'POST', `/v1/orders/${orderId}/risk-reviews`, body),
    clearRiskReview: (orderId: string, reviewId: string): Promise<Answer<OrderChanged>> => ask(key, 'DELETE', `/v1/orders/${orderId}/risk-reviews/${reviewId}`),
    openAfterSale: (body: OpenAfterSale): Promise<Answer<AfterSaleAnswer>> => ask(key, 'POST', '/v1/after-sales', body),
    track: (scan: { readonly waybillNo: string; readonly code: string; readonly scannedAt: string }): Promise<Answer<unknown>> => ask(key, 'POST', '/v1/tracking', scan),
    groups: (): Promise<Answer<readonly GroupHealth[]>> => ask(key, 'GET', '/v1/operations/groups'),
  };
}
