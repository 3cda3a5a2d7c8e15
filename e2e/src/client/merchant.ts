import type { BatchBody } from './answers.js';
import type { Answer, Connection } from './http.js';
import type { AfterSaleAnswer, AfterSaleScope, Allocated, BindingShown, ClockShown, History, Liability, LineQuantity, NewOrder, NewReceiver, OpenAfterSale, OrderChanged, OrderShown, Page, ReshipmentMade, ReshipmentShown, ReshipRequestShown, Shipped, ShopShown, ShortageShown, StatementShown, SubstituteGoods, SyncStatement, TakenIn, UploadShown, WorkingCalendar } from './shapes.js';

/** The routes of a merchant, one function each. */
export type Merchant = ReturnType<typeof merchantAt>;

export function merchantAt({ ask }: Connection, key: string) {
  return {
    importOrders: (items: readonly NewOrder[]): Promise<Answer<BatchBody<TakenIn>>> => ask(key, 'POST', '/v1/orders', { items }),
    /** A platform's export file, as it is. */
    importExport: (shopId: string, file: Buffer): Promise<Answer<{ readonly imported: number }>> => ask(key, 'POST', `/v1/orders/import?shopId=${encodeURIComponent(shopId)}`, file, { 'content-type': 'text/csv' }),
    order: (orderId: string): Promise<Answer<OrderShown>> => ask(key, 'GET', `/v1/orders/${orderId}`),
    orders: (query = ''): Promise<Answer<Page<OrderShown>>> => ask(key, 'GET', `/v1/orders${query}`),
    history: (orderId: string): Promise<Answer<History>> => ask(key, 'GET', `/v1/orders/${orderId}/history`),
    liability: (orderId: string): Promise<Answer<Liability>> => ask(key, 'GET', `/v1/orders/${orderId}/liability`),
    clocks: (query = ''): Promise<Answer<Page<ClockShown>>> => ask(key, 'GET', `/v1/clocks${query}`),
    calendar: (): Promise<Answer<{ readonly calendar: WorkingCalendar }>> => ask(key, 'GET', '/v1/working-calendar'),
    publishCalendar: (calendar: WorkingCalendar): Promise<Answer<{ readonly version: number }>> => ask(key, 'PUT', '/v1/working-calendar', calendar),
    approve: (orderId: string, decision: 'APPROVED' | 'REJECTED'): Promise<Answer<OrderChanged>> => ask(key, 'POST', `/v1/orders/${orderId}/approval`, { decision }),
    hold: (orderId: string, body: { readonly effect: 'CANCEL' | 'SUSPEND'; readonly reason: string; readonly handle?: string; readonly lines?: readonly { readonly lineId: string; readonly quantity: number }[] }): Promise<Answer<OrderChanged>> => ask(key, 'POST', `/v1/orders/${orderId}/holds`, body),
    releaseHold: (orderId: string, holdId: string): Promise<Answer<OrderChanged>> => ask(key, 'DELETE', `/v1/orders/${orderId}/holds/${encodeURIComponent(holdId)}`),
    changeReceiver: (orderId: string, receiver: NewReceiver): Promise<Answer<OrderChanged>> => ask(key, 'PUT', `/v1/orders/${orderId}/receiver`, receiver),
    bind: (body: { readonly factoryShopId: string; readonly merchantAlias: string; readonly sender: { readonly name: string; readonly phone: string; readonly address: string } }): Promise<Answer<BindingShown>> => ask(key, 'POST', '/v1/bindings', body),
    bindings: (query = ''): Promise<Answer<Page<BindingShown>>> => ask(key, 'GET', `/v1/bindings${query}`),
    allocate: (items: readonly { readonly orderId: string; readonly factoryId: string; readonly lines?: readonly LineQuantity[] }[]): Promise<Answer<BatchBody<Allocated>>> => ask(key, 'POST', '/v1/allocations', { items }),
    recall: (items: readonly { readonly allocationId: string; readonly reason: string }[]): Promise<Answer<BatchBody<Allocated>>> => ask(key, 'POST', '/v1/allocations/cancellations', { items }),
    openAfterSale: (body: OpenAfterSale): Promise<Answer<AfterSaleAnswer>> => ask(key, 'POST', '/v1/after-sales', body),
    modifyAfterSale: (afterSaleId: string, body: AfterSaleScope): Promise<Answer<AfterSaleAnswer>> => ask(key, 'PUT', `/v1/after-sales/${afterSaleId}`, body),
    withdrawAfterSale: (afterSaleId: string, body: { readonly version?: number } = {}): Promise<Answer<AfterSaleAnswer>> => ask(key, 'POST', `/v1/after-sales/${afterSaleId}/withdrawal`, body),
    closeAfterSale: (afterSaleId: string, body: { readonly refunded: readonly LineQuantity[]; readonly version?: number }): Promise<Answer<AfterSaleAnswer>> => ask(key, 'POST', `/v1/after-sales/${afterSaleId}/closure`, body),
    ship: (items: readonly { readonly orderId: string }[], returnAddressId: string): Promise<Answer<BatchBody<Shipped>>> => ask(key, 'POST', '/v1/shipments', { items, returnAddressId }),
    addAddress: (body: { readonly name: string; readonly phone: string; readonly province: string; readonly city: string; readonly district: string; readonly detail: string }): Promise<Answer<{ readonly addressId: string }>> => ask(key, 'POST', '/v1/sender-addresses', body),
    addresses: (): Promise<Answer<Page<{ readonly addressId: string }>>> => ask(key, 'GET', '/v1/sender-addresses'),
    requestStatement: (body: { readonly factoryId: string; readonly from: string; readonly to: string; readonly allowUnpriced?: boolean }): Promise<Answer<StatementShown>> => ask(key, 'POST', '/v1/statements', body),
    statement: (statementId: string): Promise<Answer<StatementShown>> => ask(key, 'GET', `/v1/statements/${statementId}`),
    statementFile: (statementId: string, format: 'csv' | 'xlsx'): Promise<Answer<unknown>> => ask(key, 'GET', `/v1/statements/${statementId}/file?format=${format}`),
    registerShop: (body: { readonly channel: 'PDD' | 'DOUYIN'; readonly shopId: string; readonly name: string }): Promise<Answer<ShopShown>> => ask(key, 'POST', '/v1/shops', body),
    authoriseShop: (shopKey: string, token: string): Promise<Answer<ShopShown>> => ask(key, 'POST', `/v1/shops/${shopKey}/authorization`, { token }),
    syncShop: (shopKey: string): Promise<Answer<SyncStatement>> => ask(key, 'POST', `/v1/shops/${shopKey}/sync`),
    uploads: (orderId: string): Promise<Answer<{ readonly uploads: readonly UploadShown[] }>> => ask(key, 'GET', `/v1/shipments/${orderId}/uploads`),
    createReshipment: (body: { readonly originalOrderId: string; readonly reason: 'INTERCEPTED' | 'DAMAGED_REFUSED'; readonly evidence?: string; readonly lines: readonly LineQuantity[] }): Promise<Answer<ReshipmentMade>> => ask(key, 'POST', '/v1/reshipments', body),
    reshipments: (query = ''): Promise<Answer<Page<ReshipmentShown>>> => ask(key, 'GET', `/v1/reshipments${query}`),
    uploadReshipment: (reshipmentId: string, waybillNo: string): Promise<Answer<ReshipmentMade>> => ask(key, 'POST', `/v1/reshipments/${reshipmentId}/upload`, { waybillNo }),
    reshipRequest: (afterSaleId: string): Promise<Answer<ReshipRequestShown>> => ask(key, 'GET', `/v1/reship-requests/${afterSaleId}`),
    agreeReship: (afterSaleId: string, version: number): Promise<Answer<ReshipRequestShown>> => ask(key, 'POST', `/v1/reship-requests/${afterSaleId}/agreement`, { version }),
    tellShortage: (shortageId: string, note: string): Promise<Answer<ShortageShown>> => ask(key, 'POST', `/v1/shortages/${shortageId}/notification`, { note }),
    decideShortage: (shortageId: string, body: { readonly outcome: 'SUBSTITUTE' | 'WAIT' | 'TRANSFER' | 'PARTIAL' | 'REFUND'; readonly substitute?: SubstituteGoods }): Promise<Answer<ShortageShown>> => ask(key, 'POST', `/v1/shortages/${shortageId}/decision`, body),
    consentSubstitute: (shortageId: string, consentRef: string): Promise<Answer<ShortageShown>> => ask(key, 'POST', `/v1/shortages/${shortageId}/consent`, { consentRef }),
    settleDifference: (shortageId: string, body: { readonly differenceFen: number; readonly reference: string }): Promise<Answer<ShortageShown>> => ask(key, 'POST', `/v1/shortages/${shortageId}/settlement`, body),
    closeIntercept: (interceptId: string, outcome: 'INTERCEPTED' | 'TOO_LATE'): Promise<Answer<unknown>> => ask(key, 'POST', `/v1/intercepts/${encodeURIComponent(interceptId)}/outcome`, { outcome }),
  };
}
