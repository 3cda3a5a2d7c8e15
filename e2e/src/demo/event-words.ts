import type { HistoryEvent } from '../client/shapes.js';

/** What a line says of an event behind its name: the few facts that matter to the story. */
export function wordsOf({ type, data }: HistoryEvent): string {
  const shown = FACTS[type];
  return shown === undefined ? '' : shown.map((fact) => said(data, fact)).filter((text) => text !== '').join(' · ');
}

const FACTS: Readonly<Record<string, readonly string[]>> = {
  OrderImported: ['platformOrderNo', 'receiver'],
  ReviewDecided: ['decision', 'by'],
  ReviewQueued: ['ruleVersion'],
  PaymentConfirmed: ['method'],
  ShipBySet: ['shipBy', 'rule'],
  ShipByMissed: ['shipBy'],
  StageMissed: ['stage', 'owner'],
  ReceiverChanged: ['receiver', 'addressVersion'],
  AllocationCreated: ['allocationId', 'quantity', 'epoch'],
  AllocationAccepted: ['allocationId'],
  AllocationCancelled: ['cause', 'holdId'],
  LabelRequested: ['carrier', 'labelId'],
  LabelIssued: ['waybillNo', 'sortCode'],
  LabelVoidRequested: ['waybillNo', 'cause'],
  LabelVoided: ['waybillNo'],
  LabelOrphaned: ['waybillNo'],
  PrintPermitGranted: ['permitId', 'copy'],
  PrintPermitConsumed: ['permitId'],
  PrintPermitRevoked: ['permitId'],
  LabelRenderStarted: ['format'],
  PrintReported: ['result'],
  WaybillReturned: ['waybillNo', 'origin'],
  WaybillReturnRevoked: ['waybillNo', 'reason'],
  ShipConfirmed: ['waybillNo', 'shipMethod'],
  TrackingObserved: ['code'],
  ShipUploadRequested: ['waybillNo', 'kind', 'by'],
  ShipUploaded: ['waybillNo'],
  ShipUploadFailed: ['code'],
  ShipFailureIgnored: ['reason'],
  ReshipmentCreated: ['reason', 'sequence', 'evidence'],
  ReshipmentCancelled: ['reason'],
  ReshipmentLinked: ['originalOrderNo', 'sequence'],
  AfterSaleParked: ['afterSaleType'],
  HoldPlaced: ['holdType', 'effect'],
  HoldReleased: ['reason'],
  FactoryTaskOpened: ['task', 'dueAt'],
  InterceptOpened: ['kind', 'waybillNo'],
  InterceptClosed: ['outcome'],
  StockVerified: ['allocationId'],
  ShortageOpened: ['sku', 'quantity', 'supply', 'notifyBy'],
  ShortageNotified: ['note'],
  ShortageNotifyMissed: ['notifyBy'],
  ShortageDecided: ['outcome'],
  SubstituteProposed: ['outSkuSn', 'spec', 'differenceFen'],
  SubstituteConsented: ['consentRef'],
  LineSubstituted: ['outSkuSn', 'spec'],
  PriceDifferenceSettled: ['differenceFen', 'method'],
  ShortageClosed: ['end'],
};

function said(data: Readonly<Record<string, unknown>>, fact: string): string {
  const value = data[fact];
  if (fact === 'receiver') return receiverWords(value);
  if (fact === 'differenceFen') return `${String(value)} fen`;
  if (fact === 'epoch') return `epoch ${String(value)}`;
  if (fact === 'quantity') return `×${String(value)}`;
  if (fact === 'addressVersion') return `address v${String(value)}`;
  if (fact === 'copy') return `copy ${String(value)}`;
  if (fact === 'dueAt') return `until ${String(value).slice(11, 16)} UTC`;
  if (fact === 'holdId') return value === null ? '' : `by hold ${shortId(String(value))}`;
  if (fact.endsWith('Id')) return shortId(String(value));
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function receiverWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const { name, phone, city }: { readonly name?: unknown; readonly phone?: unknown; readonly city?: unknown } = value;
  return [name, phone, city].filter((text) => typeof text === 'string' && text !== '').join(' ');
}

/** Ids carry their order's id, which the story's head has told. */
function shortId(id: string): string {
  return id.replace(/[0-9a-f]{8}-[0-9a-f-]{27}\.?/g, (uuid) => (uuid.endsWith('.') ? '' : `${uuid.slice(0, 8)}…`));
}
