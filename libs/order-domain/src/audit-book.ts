import type { LineQuantity, OrderEvent } from './events.js';
import type { AllocationId, HoldId, LabelId, LineId, PermitId } from './ids.js';

/**
 * The auditor's own books of one order, kept from its events alone. They share no code with `evolve`, the rooms or the
 * fence, on purpose: a mistake there must not be repeated here.
 */
export type BookedHold = { readonly effect: 'CANCEL' | 'SUSPEND'; readonly lines: readonly LineQuantity[]; readonly revision: number; active: boolean };
export type BookedAllocation = { readonly lineId: LineId; readonly quantity: number; state: 'open' | 'cancelled' | 'sent' };
export type BookedLine = { readonly ordered: number; refunded: number; refundedUnsent: number; epoch: number };

export class AuditBook {
  readonly holds = new Map<HoldId, BookedHold>();
  readonly allocations = new Map<AllocationId, BookedAllocation>();
  readonly lines = new Map<LineId, BookedLine>();
  readonly labels = new Map<LabelId, readonly AllocationId[]>();
  /** Permits not revoked, with their label: whoever holds one may ask for the paper. */
  readonly permits = new Map<PermitId, LabelId>();

  activeHoldOn(lineId: LineId, effect?: BookedHold['effect']): HoldId | undefined {
    for (const [holdId, hold] of this.holds) {
      if (hold.active && (hold.lines.length === 0 || hold.lines.some((line) => line.lineId === lineId)) && (effect === undefined || hold.effect === effect)) return holdId;
    }
    return undefined;
  }

  /** Units of a line in allocations of one state. */
  units(lineId: LineId, state: 'open' | 'sent'): number {
    let units = 0;
    for (const allocation of this.allocations.values()) if (allocation.lineId === lineId && allocation.state === state) units += allocation.quantity;
    return units;
  }

  /** Books one event; to be called after the questions about the time before it were asked. */
  book(event: OrderEvent, revision: number): void {
    switch (event.type) {
      case 'OrderImported': return event.lines.forEach(({ lineId, quantity }) => this.lines.set(lineId, { ordered: quantity, refunded: 0, refundedUnsent: 0, epoch: 0 }));
      case 'HoldPlaced': return void this.holds.set(event.holdId, { effect: event.effect, lines: event.lines, revision, active: true });
      case 'HoldReleased': return this.release(event.holdId);
      case 'LinesRefunded': return event.lines.forEach(({ lineId, quantity }) => this.refund(lineId, quantity));
      case 'AllocationCreated': return this.allocate(event);
      case 'AllocationCancelled': return this.move([event.allocationId], 'cancelled');
      case 'LabelRequested': return void this.labels.set(event.labelId, event.allocationIds);
      case 'LabelOrphaned': case 'LabelFailed': case 'LabelVoided': case 'LabelVoidFailed': return void this.labels.delete(event.labelId);
      case 'PrintPermitGranted': return void this.permits.set(event.permitId, event.labelId);
      case 'PrintPermitRevoked': return void this.permits.delete(event.permitId);
      case 'WaybillReturned': case 'ShipConfirmed': return this.move(event.allocationIds, 'sent');
      case 'WaybillReturnRevoked': return this.unsend(event.allocationIds);
      case 'OrderUpdated': case 'StaleUpdateIgnored': case 'ReceiverChanged': case 'ReviewDecided': case 'ReviewQueued': case 'PaymentConfirmed': case 'ShipBySet': case 'ShipByMissed': case 'StageMissed': case 'OrderClosed':
      case 'AfterSaleParked': case 'AfterSaleUnparked': case 'InterceptOpened': case 'InterceptClosed':
      case 'AllocationAccepted': case 'AutoRouteSuspended': case 'AutoRouteResumed': case 'FactoryTaskOpened': case 'LabelIssued': case 'LabelVoidRequested':
      case 'PrintPermitConsumed': case 'LabelRenderStarted': case 'PrintReported': case 'ExtraWaybillsReturned':
      case 'VirtuallyShipped': case 'VirtualShipUnbacked': case 'TrackingObserved': case 'GhostShipmentRaised':
      case 'StockVerified': case 'ShortageOpened': case 'ShortageNotified': case 'ShortageNotifyMissed': case 'ShortageDecided': case 'SubstituteProposed':
      case 'SubstituteConsented': case 'LineSubstituted': case 'PriceDifferenceSettled': case 'ShortageClosed':
      case 'ReshipmentCreated': case 'ReshipmentCancelled': case 'ReshipmentLinked':
      case 'ShipUploadRequested': case 'ShipUploaded': case 'ShipUploadFailed': case 'ShipFailureIgnored':
        return undefined;
    }
  }

  private release(holdId: HoldId): void {
    const hold = this.holds.get(holdId);
    if (hold) hold.active = false;
  }

  private allocate({ allocationId, lineId, quantity, epoch }: Extract<OrderEvent, { type: 'AllocationCreated' }>): void {
    this.allocations.set(allocationId, { lineId, quantity, state: 'open' });
    const line = this.lines.get(lineId);
    if (line) line.epoch = Math.max(line.epoch, epoch);
  }

  private move(ids: readonly AllocationId[], state: BookedAllocation['state']): void {
    for (const id of ids) {
      const allocation = this.allocations.get(id);
      if (allocation) allocation.state = state;
    }
  }

  /** A refund is counted against units that are not sent, as far as there are any: those must never leave. */
  private refund(lineId: LineId, quantity: number): void {
    const line = this.lines.get(lineId);
    if (!line) return;
    const unsent = Math.max(0, line.ordered - this.units(lineId, 'sent') - line.refundedUnsent);
    line.refunded += quantity;
    line.refundedUnsent += Math.min(quantity, unsent);
  }

  /** What comes back from "sent" can leave more refunds than sent units to carry them. */
  private unsend(ids: readonly AllocationId[]): void {
    this.move(ids, 'open');
    for (const [lineId, line] of this.lines) line.refundedUnsent = Math.max(line.refundedUnsent, line.refunded - this.units(lineId, 'sent'));
  }
}
