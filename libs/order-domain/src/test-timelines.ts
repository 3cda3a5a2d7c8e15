import type { OrderEvent } from './events.js';
import { evolve } from './evolve.js';
import { allocationIdOf, asHoldId, asLabelId, asPermitId, type AllocationId } from './ids.js';
import { unborn } from './order.js';
import type { Told } from './turns.js';
import { allocated, facts, factory, imported, lines, order1, shirt, waybill1 } from './samples.js';
import { clocked } from './ship-clock.js';
import { mallPolicy } from './ship-policy.js';
import { defaultRules } from './rules.js';
import type { HoldType } from './words.js';

/** Timelines as people tell them, wall clock of Shanghai in November 2026: `["13 17:00", "paid"]`. Made into events here. */
export type Timeline = {
  readonly what: string;
  readonly steps: readonly (readonly [at: string, did: string])[];
  readonly asOf: string;
  /** Days off beside Sundays, `14`. */
  readonly holidays?: readonly string[];
  readonly pausesOn?: readonly HoldType[];
  readonly serviceType?: 'PRINT_ONLY' | 'PRINT_AND_SHIP';
  readonly expected: { readonly state: string; readonly faults: readonly string[]; readonly segments: readonly string[] };
};

/** `13 17:00` is 2026-11-13T17:00+08:00; seconds and milliseconds may follow. */
export const instant = (wall: string): string => new Date(`2026-11-${wall.replace(' ', 'T')}+08:00`).toISOString();
export const wall = (iso: string): string => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(8, 16).replace('T', ' ');

export function historyOf({ steps, holidays = [], pausesOn = [], serviceType = 'PRINT_ONLY' }: Timeline): readonly Told[] {
  const calendar = { ...defaultRules.calendar, exceptions: holidays.map((day) => ({ day: `2026-11-${day}`, working: false, name: '' })) };
  const rules = { versions: [{ ...defaultRules, calendar, policies: [{ ...mallPolicy, pausesOn }] }] } as const;
  const paid = steps.find(([, did]) => did === 'paid')?.[0];
  const events: OrderEvent[] = [];
  const teller = new Teller(serviceType, paid === undefined ? null : instant(paid));
  for (const [at, did] of steps) {
    events.push(...teller.told(did, instant(at)));
    events.push(...clocked(events.reduce(evolve, unborn), rules, instant(at)));
  }
  return events.map((event, revision) => ({ revision, event }));
}

class Teller {
  #epoch = 0;
  #labels = 0;
  #holds = 0;

  constructor(private readonly serviceType: 'PRINT_ONLY' | 'PRINT_AND_SHIP', private readonly paidAt: string | null) {}

  told(did: string, at: string): readonly OrderEvent[] {
    const [step = '', detail = ''] = did.split(' ');
    const holdType = detail as HoldType;
    if (step === 'held') this.#holds += 1;
    const holdId = asHoldId(`${detail}:${this.#holds}`);
    const labelId = asLabelId(`${order1}.L${this.#labels}`);
    const parcel = { allocationIds: [this.#allocationId], carrier: 'YTO', waybillNo: waybill1 };
    switch (step) {
      case 'paid': return [];
      case 'imported': return [{ ...imported, ...facts, channel: 'API', promisedShipAt: null, paidAt: this.paidAt, lines: lines.filter(({ lineId }) => lineId === shirt), at }];
      case 'approved': return [{ type: 'ReviewDecided', decision: 'APPROVED', by: 'PERSON', note: '', at }];
      case 'confirmed': return [{ type: 'PaymentConfirmed', method: 'COD', note: '已确认', at }, { type: 'HoldReleased', holdId: asHoldId(`COD_CONFIRM:${this.#holds}`), causeVersion: 1, reason: 'CONFIRMED', at }];
      case 'held': return [{ type: 'HoldPlaced', holdId, holdType, effect: 'SUSPEND', lines: [], causeId: '', causeVersion: 1, placedBy: 'system', reason: '', at }];
      case 'released': return [{ type: 'HoldReleased', holdId, causeVersion: 1, reason: '', at }];
      case 'allocated': this.#epoch += 1; return [{ ...allocated(shirt, this.#epoch), serviceType: this.serviceType, at }];
      case 'cancelled': return [{ type: 'AllocationCancelled', allocationId: this.#allocationId, cause: 'HOLD', holdId, reason: '', at }];
      case 'asked': this.#labels += 1; return [{ type: 'LabelRequested', labelId: asLabelId(`${order1}.L${this.#labels}`), allocationIds: parcel.allocationIds, factoryId: factory, carrier: 'YTO', addressVersion: 1, subjectKeyId: order1, at }];
      case 'numbered': return [{ type: 'LabelIssued', labelId, waybillNo: waybill1, sortCode: '', packageCenter: '', markDestination: '', reusedFrom: null, at }];
      case 'printed': return [{ type: 'PrintPermitConsumed', permitId: asPermitId(`${order1}.P1`), labelId, at }];
      case 'returned': return [{ type: 'WaybillReturned', ...parcel, factoryId: factory, labelId, origin: 'EWAYBILL', at }];
      case 'revoked': return [{ type: 'WaybillReturnRevoked', allocationIds: parcel.allocationIds, waybillNo: waybill1, reason: '', at }];
      case 'virtually-shipped': return [{ type: 'VirtuallyShipped', allocationIds: parcel.allocationIds, labelId, waybillNo: waybill1, at }];
      case 'shipped': return [{ type: 'ShipConfirmed', ...parcel, shipMethod: 'SELF_ARRANGED', returnAddressId: 'a1', returnAddress: { name: '', phone: '', address: '' }, at }];
      case 'scanned': return [{ type: 'TrackingObserved', waybillNo: waybill1, code: 'PICKED_UP', scannedAt: at, at }];
      default: throw new Error(`no step is called ${step}`);
    }
  }

  get #allocationId(): AllocationId {
    return allocationIdOf(order1, shirt, this.#epoch);
  }
}
