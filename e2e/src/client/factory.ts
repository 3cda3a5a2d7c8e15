import type { BatchBody } from './answers.js';
import type { Answer, Connection } from './http.js';
import type { BindingShown, FactoryTask, Feed, LabelAnswer, Page, PermitGiven, Returned, Revoked, StatementShown, StockShown, WorkList } from './shapes.js';

/** The routes of a factory, one function each. */
export type Factory = ReturnType<typeof factoryAt>;

export function factoryAt({ ask }: Connection, key: string) {
  return {
    bindings: (query = ''): Promise<Answer<Page<BindingShown>>> => ask(key, 'GET', `/v1/bindings${query}`),
    acceptBinding: (bindingId: string): Promise<Answer<BindingShown>> => ask(key, 'POST', `/v1/bindings/${bindingId}/acceptance`),
    setPrices: (items: readonly { readonly item?: 'GOODS' | 'FREIGHT'; readonly sku?: string; readonly priceFen: number }[]): Promise<Answer<BatchBody<{ readonly revision: number }>>> => ask(key, 'POST', '/v1/factory/settlement-prices', { items }),
    countStock: (items: readonly { readonly sku: string; readonly onHand: number }[]): Promise<Answer<BatchBody<StockShown>>> => ask(key, 'POST', '/v1/factory/stock/counts', { items }),
    stock: (query = ''): Promise<Answer<Page<StockShown>>> => ask(key, 'GET', `/v1/factory/stock${query}`),
    statement: (statementId: string): Promise<Answer<StatementShown>> => ask(key, 'GET', `/v1/statements/${statementId}`),
    workList: (query = ''): Promise<Answer<WorkList>> => ask(key, 'GET', `/v1/factory/work-list${query}`),
    feed: (after: number, options: { readonly limit?: number; readonly waitMs?: number } = {}): Promise<Answer<Feed>> => ask(key, 'GET', `/v1/factory/feed?after=${after}&limit=${options.limit ?? 500}&waitMs=${options.waitMs ?? 0}`),
    tasks: (query = ''): Promise<Answer<Page<FactoryTask>>> => ask(key, 'GET', `/v1/factory/tasks${query}`),
    requestLabels: (items: readonly { readonly allocationIds: readonly string[]; readonly carrier: string }[]): Promise<Answer<BatchBody<LabelAnswer>>> => ask(key, 'POST', '/v1/waybills', { items }),
    print: (printJobId: string, items: readonly { readonly allocationId: string; readonly reprintReason?: string }[]): Promise<Answer<{ readonly printJobId: string } & BatchBody<PermitGiven>>> => ask(key, 'POST', '/v1/factory/print-jobs', { printJobId, items }),
    paper: (printJobId: string, permitId: string, format: 'pdf' | 'zpl'): Promise<Answer<unknown>> => ask(key, 'GET', `/v1/factory/print-jobs/${printJobId}/labels?format=${format}&permitIds=${encodeURIComponent(permitId)}`),
    reportPrint: (printJobId: string, items: readonly { readonly permitId: string; readonly result: 'PRINTED' | 'FAILED' | 'UNKNOWN' }[]): Promise<Answer<BatchBody<unknown>>> => ask(key, 'POST', `/v1/factory/print-jobs/${printJobId}/results`, { items }),
    returnWaybills: (items: readonly { readonly allocationIds: readonly string[]; readonly carrier: string; readonly waybillNo: string }[]): Promise<Answer<BatchBody<Returned>>> => ask(key, 'POST', '/v1/factory/waybill-returns', { items }),
    revokeReturns: (items: readonly { readonly allocationId: string; readonly reason: string }[]): Promise<Answer<BatchBody<Revoked>>> => ask(key, 'POST', '/v1/factory/waybill-returns/revocations', { items }),
  };
}
