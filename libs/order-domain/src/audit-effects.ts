import type { AuditedEvent } from './invariants.js';
import type { LabelId } from './ids.js';

/**
 * I-8 as an order's own history tells it: what the outside accepted for one effect – a number bought for a label, a number
 * voided – was accepted once. What the outside itself counted is asked of its ledger, where it has one.
 */
export class AuditEffects {
  /** The number that each label has, and which label has a number now. */
  private readonly bought = new Map<LabelId, string>();
  private readonly holders = new Map<string, LabelId>();
  private readonly voided = new Set<string>();

  /** What an event says was accepted a second time. */
  told(event: AuditedEvent): readonly string[] {
    if (event.type === 'LabelIssued') return this.number(event.labelId, event.waybillNo, event.reusedFrom);
    if (event.type === 'LabelOrphaned') return this.number(event.labelId, event.waybillNo, null);
    return event.type === 'LabelVoided' ? this.void(event.waybillNo) : [];
  }

  private number(labelId: LabelId, waybillNo: string, reusedFrom: LabelId | null): readonly string[] {
    const before = this.bought.get(labelId);
    const holder = this.holders.get(waybillNo);
    this.bought.set(labelId, waybillNo);
    this.holders.set(waybillNo, labelId);
    return [
      ...(before === undefined ? [] : [`${labelId} was given a second number`]),
      ...(holder === undefined || holder === reusedFrom ? [] : [`the number of ${holder} was given to ${labelId} as well`]),
      ...(this.voided.has(waybillNo) ? [`${labelId} was given a number that was voided before`] : []),
    ];
  }

  private void(waybillNo: string): readonly string[] {
    if (this.voided.has(waybillNo)) return [`the number of ${this.holders.get(waybillNo) ?? 'no label'} was voided a second time`];
    this.voided.add(waybillNo);
    return [];
  }
}
