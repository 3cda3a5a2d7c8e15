import type { AfterSaleId, AllocationId, BindingId, FactoryId, HoldId, InterceptId, LabelId, LineId, MerchantId, OrderId, PermitId, PrintJobId } from './ids.js';
import type { ShortageEvent } from './shortage-events.js';
import type { ReviewReason } from './review-rules.js';
import type { Basis, ShipByRule } from './ship-policy.js';
import type { Stage } from './stage-targets.js';
import type { AfterSaleType, Channel, HoldEffect, HoldOwner, HoldType, InterceptOutcome, PlatformStatus, PrintResult, ReshipReason, ServiceType, ShipMethod, UploadFailureCode, UploadKind, VoidCause } from './words.js';

/**
 * Everything that can have happened to one order: the first file to read. Each event is one fact in the order's stream;
 * names and fields are for ever. `at` is when it happened, ISO 8601 UTC. Receiver data is sealed: see SealedReceiver.
 */
export type OrderEvent = IntakeEvent | ClockEvent | HoldEvent | AllocationEvent | LabelEvent | PrintEvent | ReturnEvent | ShipmentEvent | ShortageEvent | UploadEvent | ReshipmentEvent;

export type SealedReceiver = {
  readonly subjectKeyId: string;
  /** Ciphertexts, base64; null where the channel did not tell. */
  readonly sealed: { readonly name: string | null; readonly phone: string | null; readonly address: string | null; readonly buyer: string | null };
  readonly mask: { readonly name: string; readonly phone: string; readonly address: string };
  /** `code` is the six-digit district code (GB/T 2260), '' when unknown. */
  readonly region: { readonly code: string; readonly province: string; readonly city: string; readonly district: string };
  /** Equal for equal name, phone and address of one merchant; '' when one is missing. Not reversible. */
  readonly receiverKey: string;
};

export type OrderLine = {
  readonly lineId: LineId;
  readonly platformLineNo: string;
  readonly title: string;
  readonly spec: string;
  readonly outSkuSn: string;
  readonly productSn: string;
  readonly quantity: number;
  readonly unitPriceFen: number;
  readonly isGift: boolean;
  readonly mode: 'DROPSHIP' | 'SELF';
};

/** What a channel says about an order and may say differently later. */
export type PlatformFacts = {
  readonly platformStatus: PlatformStatus;
  readonly platformUpdatedAt: string | null;
  /** Keyed hash of everything the channel said: equal means nothing new. */
  readonly contentKey: string;
  readonly paidAt: string | null;
  readonly promisedShipAt: string | null;
  readonly payableFen: number;
  readonly paidFen: number;
  readonly freightFen: number;
  readonly discountFen: number;
  /** Personal data in free text is masked before it comes here. */
  readonly buyerMessage: string;
  readonly sellerNote: string;
};

export type LineQuantity = { readonly lineId: LineId; readonly quantity: number };

/** The same in the channel's own words, for an order that is not here yet. */
export type PlatformLineQuantity = { readonly platformLineNo: string; readonly quantity: number };

/** The sender on the label, as the binding said it when the line was allocated. */
export type Sender = { readonly name: string; readonly phone: string; readonly address: string };

export type IntakeEvent =
  | ({ readonly type: 'OrderImported'; readonly merchantId: MerchantId; readonly channel: Channel; readonly shopId: string; readonly platformOrderNo: string; readonly placedAt: string | null; readonly currency: 'CNY'; readonly receiver: SealedReceiver; readonly lines: readonly OrderLine[]; readonly at: string } & PlatformFacts)
  | ({ readonly type: 'OrderUpdated'; readonly at: string } & PlatformFacts)
  | { readonly type: 'StaleUpdateIgnored'; readonly contentKey: string; readonly platformUpdatedAt: string | null; readonly at: string }
  | { readonly type: 'ReceiverChanged'; readonly receiver: SealedReceiver; readonly addressVersion: number; readonly at: string }
  | { readonly type: 'ReviewDecided'; readonly decision: 'APPROVED' | 'REJECTED'; readonly by: 'RULE' | 'PERSON'; readonly note: string; readonly at: string }
  /** The rules of this version left the order to a person, and why. */
  | { readonly type: 'ReviewQueued'; readonly reasons: readonly ReviewReason[]; readonly ruleVersion: number; readonly at: string }
  /** Customer service has agreed the payment with the buyer. */
  | { readonly type: 'PaymentConfirmed'; readonly method: 'COD'; readonly note: string; readonly at: string }
  | { readonly type: 'OrderClosed'; readonly reason: string; readonly at: string };

export type ClockEvent =
  /** By when the order must leave, by which rule of which version, and from when that was counted. The latest counts. */
  | { readonly type: 'ShipBySet'; readonly shipBy: string; readonly rule: ShipByRule; readonly basis: Basis; readonly basisAt: string | null; readonly ruleVersion: number; readonly pausesOn: readonly HoldType[]; readonly at: string }
  /** The deadline went by, and the order had not left: `shipBy` with what the channel's rule lets a hold add. Once for an order. */
  | { readonly type: 'ShipByMissed'; readonly shipBy: string; readonly ruleVersion: number; readonly at: string }
  /** A stage took longer than it may. Once for each stage of an allocation; `allocationId` null: of the order. */
  | { readonly type: 'StageMissed'; readonly stage: Stage; readonly allocationId: AllocationId | null; readonly owner: 'MERCHANT' | 'FACTORY'; readonly startedAt: string; readonly dueAt: string; readonly ruleVersion: number; readonly at: string };

export type HoldEvent =
  /** The after-sale came before its order: the order will be born held. */
  | { readonly type: 'AfterSaleParked'; readonly afterSaleId: AfterSaleId; readonly version: number; readonly afterSaleType: AfterSaleType; readonly platformLines: readonly PlatformLineQuantity[]; readonly at: string }
  | { readonly type: 'AfterSaleUnparked'; readonly afterSaleId: AfterSaleId; readonly version: number; readonly at: string }
  /** No `lines` means the whole order. `causeId` is the case, review or request behind it; `causeVersion` its version. */
  | { readonly type: 'HoldPlaced'; readonly holdId: HoldId; readonly holdType: HoldType; readonly effect: HoldEffect; readonly lines: readonly LineQuantity[]; readonly causeId: string; readonly causeVersion: number; readonly placedBy: HoldOwner; readonly reason: string; readonly at: string }
  | { readonly type: 'HoldReleased'; readonly holdId: HoldId; readonly causeVersion: number; readonly reason: string; readonly at: string }
  | { readonly type: 'LinesRefunded'; readonly afterSaleId: AfterSaleId; readonly lines: readonly LineQuantity[]; readonly at: string }
  | { readonly type: 'InterceptOpened'; readonly interceptId: InterceptId; readonly kind: 'STOP' | 'REROUTE'; readonly allocationIds: readonly AllocationId[]; readonly carrier: string; readonly waybillNo: string; readonly holdId: HoldId | null; readonly at: string }
  | { readonly type: 'InterceptClosed'; readonly interceptId: InterceptId; readonly outcome: InterceptOutcome; readonly note: string; readonly at: string };

export type AllocationEvent =
  /** `settlementPriceFen`: the factory's price of one piece at this moment, kept for ever; null when it had none. */
  | { readonly type: 'AllocationCreated'; readonly allocationId: AllocationId; readonly lineId: LineId; readonly quantity: number; readonly epoch: number; readonly factoryId: FactoryId; readonly bindingId: BindingId; readonly serviceType: ServiceType; readonly merchantAlias: string; readonly sender: Sender; readonly fenced: boolean; readonly repickOf: AllocationId | null; readonly settlementPriceFen: number | null; readonly at: string }
  /** The factory has taken it up. */
  | { readonly type: 'AllocationAccepted'; readonly allocationId: AllocationId; readonly factoryId: FactoryId; readonly at: string }
  | { readonly type: 'AllocationCancelled'; readonly allocationId: AllocationId; readonly cause: 'MERCHANT' | 'HOLD'; readonly holdId: HoldId | null; readonly reason: string; readonly at: string }
  | { readonly type: 'AutoRouteSuspended'; readonly lineId: LineId; readonly at: string }
  | { readonly type: 'AutoRouteResumed'; readonly lineId: LineId; readonly at: string }
  /** Somebody has to act by hand: tear up a printed label, call a factory that prints where no fence reaches, make or buy what is short. */
  | { readonly type: 'FactoryTaskOpened'; readonly task: 'DESTROY_LABEL' | 'CALL_FACTORY' | 'PRODUCE' | 'PURCHASE'; readonly factoryId: FactoryId; readonly allocationIds: readonly AllocationId[]; readonly labelId: LabelId | null; readonly dueAt: string; readonly at: string };

export type LabelEvent =
  /** Recorded before the carrier is told the receiver: it is also the record of that disclosure. */
  | { readonly type: 'LabelRequested'; readonly labelId: LabelId; readonly allocationIds: readonly AllocationId[]; readonly factoryId: FactoryId; readonly carrier: string; readonly addressVersion: number; readonly subjectKeyId: string; readonly at: string }
  /** `reusedFrom`: the quarantined label of this order whose number serves again; null when it was bought for this one. */
  | { readonly type: 'LabelIssued'; readonly labelId: LabelId; readonly waybillNo: string; readonly sortCode: string; readonly packageCenter: string; readonly markDestination: string; readonly reusedFrom: LabelId | null; readonly at: string }
  | { readonly type: 'LabelFailed'; readonly labelId: LabelId; readonly reason: string; readonly at: string }
  /** The carrier's number came after the block: nobody is shown it, and it is voided. */
  | { readonly type: 'LabelOrphaned'; readonly labelId: LabelId; readonly waybillNo: string; readonly at: string }
  | { readonly type: 'LabelVoidRequested'; readonly labelId: LabelId; readonly waybillNo: string; readonly cause: VoidCause; readonly at: string }
  | { readonly type: 'LabelVoided'; readonly labelId: LabelId; readonly waybillNo: string; readonly at: string }
  | { readonly type: 'LabelVoidFailed'; readonly labelId: LabelId; readonly waybillNo: string; readonly reason: string; readonly quarantined: boolean; readonly at: string };

export type PrintEvent =
  /** `place`: where the label stands in its job, from 0, so that paper comes out as it was asked for. */
  | { readonly type: 'PrintPermitGranted'; readonly permitId: PermitId; readonly labelId: LabelId; readonly factoryId: FactoryId; readonly printJobId: PrintJobId; readonly copy: number; readonly reason: string; readonly place: number; readonly expiresAt: string; readonly at: string }
  | { readonly type: 'PrintPermitConsumed'; readonly permitId: PermitId; readonly labelId: LabelId; readonly at: string }
  | { readonly type: 'PrintPermitRevoked'; readonly permitId: PermitId; readonly labelId: LabelId; readonly holdId: HoldId | null; readonly at: string }
  /** Appended before the receiver is decrypted for the paper: no decryption without its record. */
  | { readonly type: 'LabelRenderStarted'; readonly permitId: PermitId; readonly labelId: LabelId; readonly format: string; readonly subjectKeyId: string; readonly at: string }
  | { readonly type: 'PrintReported'; readonly permitId: PermitId; readonly labelId: LabelId; readonly result: PrintResult; readonly at: string };

export type ReturnEvent =
  | { readonly type: 'WaybillReturned'; readonly allocationIds: readonly AllocationId[]; readonly factoryId: FactoryId; readonly carrier: string; readonly waybillNo: string; readonly labelId: LabelId | null; readonly origin: 'EWAYBILL' | 'TYPED'; readonly at: string }
  | { readonly type: 'ExtraWaybillsReturned'; readonly waybillNo: string; readonly extraWaybillNos: readonly string[]; readonly at: string }
  | { readonly type: 'WaybillReturnRevoked'; readonly allocationIds: readonly AllocationId[]; readonly waybillNo: string; readonly reason: string; readonly at: string };

export type ShipmentEvent =
  | { readonly type: 'ShipConfirmed'; readonly allocationIds: readonly AllocationId[]; readonly carrier: string; readonly waybillNo: string; readonly shipMethod: ShipMethod; readonly returnAddressId: string; readonly returnAddress: Sender; readonly at: string }
  /** The number was told to the platform before paper or parcel existed. */
  | { readonly type: 'VirtuallyShipped'; readonly allocationIds: readonly AllocationId[]; readonly labelId: LabelId; readonly waybillNo: string; readonly at: string }
  /** A hold took back what was virtually shipped: the platform believes in a parcel that will not come. */
  | { readonly type: 'VirtualShipUnbacked'; readonly allocationIds: readonly AllocationId[]; readonly waybillNo: string; readonly holdId: HoldId; readonly at: string }
  | { readonly type: 'TrackingObserved'; readonly waybillNo: string; readonly code: string; readonly scannedAt: string; readonly at: string }
  /** A parcel moves that must not exist: a scan on a voided number, or a return for what was taken back. */
  | { readonly type: 'GhostShipmentRaised'; readonly allocationIds: readonly AllocationId[]; readonly factoryId: FactoryId; readonly waybillNo: string; readonly reason: string; readonly at: string };

export type UploadEvent =
  /** The channel is to be told a number: by itself, or because a person wants it told (again). `effectId` is one for each number, whoever asks. */
  | { readonly type: 'ShipUploadRequested'; readonly effectId: string; readonly waybillNo: string; readonly carrier: string; readonly kind: UploadKind; readonly by: 'AUTOMATIC' | 'PERSON'; readonly at: string }
  /** The channel has the number: it said so, or was found to. */
  | { readonly type: 'ShipUploaded'; readonly effectId: string; readonly waybillNo: string; readonly attempt: number; readonly at: string }
  /** `nextAttemptAt` null: it is not tried again by itself. */
  | { readonly type: 'ShipUploadFailed'; readonly effectId: string; readonly waybillNo: string; readonly attempt: number; readonly code: UploadFailureCode; readonly retryable: boolean; readonly nextAttemptAt: string | null; readonly at: string }
  /** A person has seen the failure and wants nothing more done about it; it stays in the history. */
  | { readonly type: 'ShipFailureIgnored'; readonly effectId: string; readonly waybillNo: string; readonly attempt: number; readonly by: string; readonly reason: string; readonly at: string };

export type ReshipmentEvent =
  /** On the original order: goods are sent again by an order of their own. `sequence` counts from 1 and is never used again. `evidence` is what a person gave as proof; `receivers` has one, sealed for the order that sends again, or none: it goes where the original went. */
  | { readonly type: 'ReshipmentCreated'; readonly reshipmentId: OrderId; readonly sequence: number; readonly reason: ReshipReason; readonly lines: readonly LineQuantity[]; readonly afterSaleId: AfterSaleId | null; readonly evidence: string; readonly receivers: readonly SealedReceiver[]; readonly at: string }
  | { readonly type: 'ReshipmentCancelled'; readonly reshipmentId: OrderId; readonly reason: string; readonly at: string }
  /** On the order that sends again: whose it is. */
  | { readonly type: 'ReshipmentLinked'; readonly originalOrderId: OrderId; readonly originalOrderNo: string; readonly sequence: number; readonly reason: ReshipReason; readonly afterSaleId: AfterSaleId | null; readonly at: string };

export type OrderEventType = OrderEvent['type'];
export type OrderEventOf<Type extends OrderEventType> = Extract<OrderEvent, { readonly type: Type }>;
