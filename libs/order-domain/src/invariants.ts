import { AuditBook } from './audit-book.js';
import { AuditEffects } from './audit-effects.js';
import type { OrderEvent } from './events.js';
import type { AllocationId, HoldId, LabelId } from './ids.js';

/**
 * The auditor: whether a recorded history kept the promises I-1 to I-8 (requirements, section 5). It never calls a decider,
 * `evolve` or the fence, so that a broken fence cannot vouch for itself.
 */
export type Invariant = 'I-1' | 'I-2' | 'I-3' | 'I-4' | 'I-5' | 'I-6' | 'I-7' | 'I-8';

export type Violation = { readonly invariant: Invariant; readonly revision: number; readonly text: string };

/** An order's events, and what the reshipments of an order add to them. */
export type AuditedEvent = OrderEvent | { readonly type: 'ReshipmentTrackingAutoUploaded'; readonly sequence: number };

export type RecordedEvent = {
  /** Place in the order's stream, rising. */
  readonly revision: number;
  readonly event: AuditedEvent;
  /** `meta.commandId`: neighbours with the same one were one atomic append. An event without one stands alone. */
  readonly commandId?: string;
};

/** All violations of one whole history. */
export function checkOrder(events: readonly RecordedEvent[]): readonly Violation[] {
  const audit = new OrderAudit();
  return [...events.flatMap((recorded) => audit.add(recorded)), ...audit.atRest()];
}

/**
 * One order's audit, event by event. What may hold only between appends (I-2, I-4, I-6) is asked when an append is known to be
 * whole: at the first event of the next one, or by `atRest`. Its memory grows with the order's allocations and holds only.
 */
export class OrderAudit {
  private readonly book = new AuditBook();
  private readonly effects = new AuditEffects();
  private readonly told = new Set<string>();
  private append: { readonly commandId: string | undefined; readonly revision: number } | null = null;
  private autoUploads = 0;

  /** Violations that this event makes known; those of the append before it come first. */
  add({ revision, event, commandId }: RecordedEvent): readonly Violation[] {
    const same = this.append !== null && commandId !== undefined && this.append.commandId === commandId;
    const before = same ? [] : this.atRest();
    this.append = { commandId, revision };
    const now = [...this.asked(event, revision), ...this.effects.told(event).map((text): Violation => ({ invariant: 'I-8', revision, text }))];
    if (event.type !== 'ReshipmentTrackingAutoUploaded') this.book.book(event, revision);
    return [...before, ...now];
  }

  /** Violations at the end of the append that `add` saw last. Asked again, nothing new. */
  atRest(): readonly Violation[] {
    if (this.append === null) return [];
    const { revision } = this.append;
    return [...this.held(revision), ...this.overAllocated(revision)].filter(({ text }) => !this.told.has(text) && this.told.add(text));
  }

  /** What is wrong with an event whatever follows; what the others leave behind is asked at rest. */
  private asked(event: AuditedEvent, revision: number): readonly Violation[] {
    const found = (invariant: Invariant, texts: readonly string[]): readonly Violation[] => texts.map((text) => ({ invariant, revision, text }));
    if (event.type === 'PrintPermitConsumed' || event.type === 'LabelIssued' || event.type === 'LabelRenderStarted') return found('I-1', this.underHold(event.type, event.labelId));
    if (event.type === 'WaybillReturned') return found('I-3', this.takenBack(event.allocationIds));
    if (event.type === 'AllocationCancelled' && event.cause !== 'MERCHANT') return found('I-5', this.causeless(event.allocationId, event.holdId, revision));
    if (event.type === 'AllocationCreated' && event.epoch <= (this.book.lines.get(event.lineId)?.epoch ?? 0)) return found('I-6', [`epoch ${event.epoch} of line ${event.lineId} does not rise`]);
    return event.type === 'ReshipmentTrackingAutoUploaded' ? found('I-7', this.uploaded(event.sequence)) : [];
  }

  /** I-1, and F-FP-02 for the paper itself: under a hold nothing is issued, printed or drawn for what is not returned. */
  private underHold(type: string, labelId: LabelId): readonly string[] {
    return (this.book.labels.get(labelId) ?? []).flatMap((id) => {
      const allocation = this.book.allocations.get(id);
      const holdId = allocation && allocation.state !== 'sent' ? this.book.activeHoldOn(allocation.lineId) : undefined;
      return holdId === undefined ? [] : [`${type} of ${labelId} while ${holdId} holds ${id}`];
    });
  }

  private takenBack(ids: readonly AllocationId[]): readonly string[] {
    return ids.filter((id) => this.book.allocations.get(id)?.state === 'cancelled').map((id) => `WaybillReturned after AllocationCancelled of ${id}`);
  }

  private uploaded(sequence: number): readonly string[] {
    this.autoUploads += 1;
    return this.autoUploads === 1 && sequence === 1 ? [] : [`automatic upload number ${this.autoUploads}, of reshipment ${sequence}`];
  }

  private causeless(id: AllocationId, holdId: HoldId | null, revision: number): readonly string[] {
    const cause = holdId === null ? undefined : this.book.holds.get(holdId);
    return cause !== undefined && cause.revision < revision ? [] : [`AllocationCancelled of ${id} names no earlier cause: ${String(holdId)}`];
  }

  /** I-2: after each append no `CANCEL` hold stands beside an open allocation, no hold beside a permit of one. */
  private held(revision: number): readonly Violation[] {
    const found: Violation[] = [];
    for (const [id, { lineId, state }] of this.book.allocations) {
      const holdId = state === 'open' ? this.book.activeHoldOn(lineId, 'CANCEL') : undefined;
      if (holdId !== undefined) found.push({ invariant: 'I-2', revision, text: `${id} is open while ${holdId} is active` });
    }
    for (const [permitId, labelId] of this.book.permits) {
      for (const id of this.book.labels.get(labelId) ?? []) {
        const allocation = this.book.allocations.get(id);
        const holdId = allocation?.state === 'open' ? this.book.activeHoldOn(allocation.lineId) : undefined;
        if (holdId !== undefined) found.push({ invariant: 'I-2', revision, text: `${permitId} of ${id} is not revoked while ${holdId} is active` });
      }
    }
    return found;
  }

  /** I-4: open units ≤ ordered − sent − refunded before they were sent. I-6: no unit in two active allocations. */
  private overAllocated(revision: number): readonly Violation[] {
    return [...new Set([...this.book.allocations.values()].map(({ lineId }) => lineId))].flatMap((lineId): Violation[] => {
      const { ordered, refundedUnsent } = this.book.lines.get(lineId) ?? { ordered: 0, refundedUnsent: 0 };
      const open = this.book.units(lineId, 'open');
      const sent = this.book.units(lineId, 'sent');
      return [
        ...(open <= Math.max(0, ordered - sent - refundedUnsent) ? [] : [{ invariant: 'I-4', revision, text: `line ${lineId}: ${open} open > ${ordered} ordered − ${sent} sent − ${refundedUnsent} refunded` } as const]),
        ...(open + sent <= ordered ? [] : [{ invariant: 'I-6', revision, text: `line ${lineId}: ${open + sent} units active of ${ordered}` } as const]),
      ];
    });
  }
}
