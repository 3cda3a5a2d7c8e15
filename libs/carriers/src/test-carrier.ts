import { CarrierRefused, CarrierUnavailable, type Carrier, type Purchased, type RefusedReason, type VoidOutcome, type WaybillNumber } from './carrier.js';

/** What goes wrong with one call: nothing, the call is lost on the way there, or its answer on the way back. */
export type Fault = 'none' | 'before' | 'after';
export type Step = 'precreate' | 'create' | 'query' | 'void';

/** A carrier in memory that fails exactly as a test says, and counts what it sold. */
export class TestCarrier implements Carrier {
  refusal: RefusedReason | null = null;
  readonly calls: Step[] = [];
  readonly #known = new Map<string, { state: 'precreated' | 'created' | 'voided'; number: WaybillNumber | null; sold: number }>();
  #sequence = 0;

  /** @param fault asked before each call, in order */
  constructor(private readonly fault: (step: Step) => Fault = () => 'none') {}

  precreate(requestId: string): Promise<{ readonly precreateId: string }> {
    return this.#answer('precreate', () => {
      if (!this.#known.has(requestId)) this.#known.set(requestId, { state: 'precreated', number: null, sold: 0 });
      return { precreateId: `pre-${requestId}` };
    });
  }

  create(precreateId: string): Promise<WaybillNumber> {
    return this.#answer('create', () => {
      const known = this.#known.get(precreateId.slice(4));
      if (!known) throw new CarrierRefused('request-unknown');
      if (this.refusal && known.number === null) throw new CarrierRefused(this.refusal);
      if (known.number === null) {
        known.number = { waybillNo: `YT8800${String(++this.#sequence).padStart(9, '0')}`, sortCode: '330-106-08', packageCenter: '杭州转运中心', markDestination: '杭州' };
        known.state = 'created';
        known.sold += 1;
      }
      return known.number;
    });
  }

  query(requestId: string): Promise<Purchased> {
    return this.#answer('query', () => {
      const known = this.#known.get(requestId);
      const precreateId = `pre-${requestId}`;
      if (!known) return { state: 'unknown' };
      if (known.state === 'precreated' || known.number === null) return { state: 'precreated', precreateId };
      return { state: known.state, precreateId, number: known.number };
    });
  }

  void(waybillNo: string, requestId: string): Promise<VoidOutcome> {
    return this.#answer('void', () => {
      const known = this.#known.get(requestId);
      if (known?.number?.waybillNo !== waybillNo) return 'already-used';
      if (known.state === 'voided') return 'already-voided';
      known.state = 'voided';
      return 'voided';
    });
  }

  /** Numbers sold for a request id: never more than one. */
  purchases(requestId: string): number {
    return this.#known.get(requestId)?.sold ?? 0;
  }

  numberOf(requestId: string): WaybillNumber | null {
    return this.#known.get(requestId)?.number ?? null;
  }

  async #answer<Answer>(step: Step, effect: () => Answer): Promise<Answer> {
    this.calls.push(step);
    const fault = this.fault(step);
    if (fault === 'before') throw new CarrierUnavailable('lost on the way there');
    const answer = effect();
    if (fault === 'after') throw new CarrierUnavailable('lost on the way back');
    return answer;
  }
}
