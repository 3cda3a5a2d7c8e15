/** What goes over the wire, as far as stories, races and benchmarks look at it. The whole truth is the OpenAPI document. */

export type NewReceiver = { readonly name: string; readonly phone: string; readonly address: string; readonly province: string; readonly city: string; readonly district: string; readonly buyer?: string };
export type NewLine = { readonly title: string; readonly spec?: string; readonly outSkuSn?: string; readonly quantity: number; readonly unitPriceFen: number };
export type NewOrder = {
  readonly shopId: string;
  readonly platformOrderNo: string;
  readonly payableFen: number;
  readonly paidFen: number;
  readonly updatedAt?: string;
  readonly paidAt?: string;
  readonly promisedShipAt?: string;
  readonly receiver: NewReceiver;
  readonly lines: readonly NewLine[];
  readonly inReview?: boolean;
  readonly buyerMessage?: string;
  readonly sellerNote?: string;
  readonly approve?: 'RULE' | 'PERSON';
};
export type TakenIn = { readonly orderId: string; readonly outcome: 'imported' | 'updated' | 'unchanged'; readonly revision: number };

export type HoldShown = { readonly holdId: string; readonly type: string; readonly effect: string; readonly causeId: string };
export type AllocationShown = { readonly allocationId: string; readonly lineId: string; readonly quantity: number; readonly factoryId: string; readonly status: string };
export type OrderShown = {
  readonly orderId: string;
  readonly platformOrderNo: string;
  readonly status: string;
  readonly held: boolean;
  readonly revision: number;
  readonly summary: {
    readonly promisedShipAt: string | null;
    readonly shipBy: string | null;
    readonly receiver: { readonly name: string; readonly phone: string; readonly address: string } | null;
    readonly holds: readonly HoldShown[];
    readonly allocations: readonly AllocationShown[];
    readonly intercepts: readonly { readonly interceptId: string; readonly kind: string; readonly waybillNo: string; readonly outcome: string | null }[];
  };
};

export type HistoryEvent = {
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly eventId: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
};
export type History = { readonly orderId: string; readonly events: readonly HistoryEvent[] };
export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };

export type BindingShown = { readonly bindingId: string; readonly state: string; readonly factoryId: string; readonly merchantAlias: string };
export type Allocated = { readonly orderId: string; readonly revision: number; readonly allocations: readonly AllocationShown[] };
export type OrderChanged = { readonly orderId: string; readonly revision: number; readonly effects: readonly string[]; readonly holdId?: string };

export type OpenAfterSale = {
  readonly orderId?: string;
  readonly channel?: string;
  readonly shopId?: string;
  readonly platformOrderNo?: string;
  readonly platformLines?: readonly { readonly platformLineNo: string; readonly quantity: number }[];
  readonly platformAfterSaleNo?: string;
  readonly merchantId?: string;
} & AfterSaleScope;
export type ShopName = { readonly channel: 'PDD' | 'DOUYIN'; readonly shopId: string };
export type ShopShown = { readonly shopKey: string; readonly state: string };
export type SyncStatement = { readonly complete: boolean; readonly from: string; readonly to: string; readonly orders: { readonly seen: number; readonly imported: number } };
/** Units of a line. */
export type LineQuantity = { readonly lineId: string; readonly quantity: number };

export type AfterSaleScope = { readonly type: 'REFUND_ONLY' | 'RETURN_REFUND' | 'EXCHANGE'; readonly lines?: readonly LineQuantity[]; readonly reason?: string; readonly version?: number };
export type AfterSaleAnswer = { readonly afterSaleId: string; readonly orderId: string; readonly version: number; readonly parked: boolean; readonly effects: readonly string[] };

export type StopQuery = { readonly merchantId: string; readonly channel: string; readonly shopId: string; readonly platformOrderNo: string; readonly stopId: string; readonly reason: string };
export type StopAnswer = { readonly result: 'SUCCESS' | 'FAIL'; readonly reason: 'NOT_SYNCED' | 'ALREADY_SHIPPED' | 'LABEL_PRINTED' | null; readonly holdId: string | null };

export type PermitGiven = { readonly permitId: string; readonly labelId: string; readonly waybillNo: string; readonly copy: number; readonly expiresAt: string };
export type AllocationNow = { readonly allocationId: string; readonly status: string };
export type Returned = { readonly carrier: string; readonly waybillNo: string; readonly allocations: readonly AllocationNow[] };
export type Revoked = { readonly allocations: readonly AllocationNow[] };
export type Shipped = { readonly orderId: string; readonly revision: number; readonly status: string; readonly waybillNos: readonly string[] };

export type WorkItem = { readonly allocationId: string; readonly epoch: number; readonly status: string; readonly holds: readonly { readonly type: string; readonly effect: string }[]; readonly cancelReason: string | null };
export type WorkList = Page<WorkItem> & { readonly feedHead: number };
export type FeedItem = { readonly seq: number; readonly prevSeq: number; readonly type: string; readonly allocationId: string; readonly position: number; readonly payload: Readonly<Record<string, unknown>> };
export type Feed = { readonly items: readonly FeedItem[]; readonly head: number };
export type FactoryTask = { readonly taskId: string; readonly task: string; readonly orderMaskSn: string; readonly allocationIds: readonly string[]; readonly labelId: string | null; readonly dueAt: string };
export type GroupHealth = { readonly group: string; readonly state: string; readonly position: number; readonly lag: number; readonly parkedKeys: number | null; readonly deadLetters: number | null };
/** `waybillNo` null: the carrier is slow, the number comes by itself. */
export type LabelAnswer = { readonly labelId: string; readonly orderId: string; readonly state: 'issued' | 'requested'; readonly waybillNo: string | null; readonly revision: number };
export type StatementShown = {
  readonly statementId: string;
  readonly state: 'QUEUED' | 'RUNNING' | 'READY' | 'FAILED';
  readonly issued: { readonly position: number; readonly lineCount: number; readonly totalFen: number; readonly csvSha256: string } | null;
  readonly failure: { readonly reason: string; readonly skus: readonly string[] } | null;
};

export type WorkingCalendar = { readonly weekdays: readonly number[]; readonly exceptions: readonly { readonly day: string; readonly working: boolean; readonly name: string }[] };
export type Liability = {
  readonly state: string;
  readonly faults: readonly { readonly kind: string; readonly liableToPlatform: string; readonly causedBy: string; readonly because: string }[];
  readonly segments: readonly { readonly owner: string; readonly turn: string; readonly sinceRevision: number }[];
};
export type ClockShown = { readonly orderId: string; readonly stage: string; readonly state: string; readonly dueAt: string | null; readonly missedAt: string | null };

export type UploadShown = { readonly effectId: string; readonly waybillNo: string; readonly kind: string; readonly by: string; readonly upload: string; readonly attempts: readonly { readonly code: string | null }[] };
export type ReshipmentMade = { readonly reshipmentId: string; readonly originalOrderId: string; readonly sequence: number; readonly autoUpload: boolean };
export type ReshipmentShown = ReshipmentMade & { readonly status: string; readonly upload: string; readonly waybillNos: readonly string[] };
/** A number at a simulated channel. */
export type LedgerEntry = { readonly orderNo: string; readonly waybillNo: string; readonly extra: string; readonly effectId: string; readonly submitted: number; readonly accepted: number };
export type ReshipForm = { readonly reason: 'MISSED' | 'SHORT'; readonly lines: readonly LineQuantity[]; readonly receiver: NewReceiver; readonly description: string };
export type ReshipRequestShown = { readonly afterSaleId: string; readonly state: string; readonly version: number; readonly reshipmentId: string | null };
export type SubstituteGoods = { readonly outSkuSn: string; readonly title: string; readonly spec: string; readonly unitPriceFen: number };
export type ShortageShown = { readonly shortageId: string; readonly state: string; readonly endedAs: string | null; readonly differenceFen: number | null };
export type StockShown = { readonly sku: string; readonly onHand: number; readonly reserved: number; readonly waiting: number; readonly free: number };
