import { ANSWER_MS_MAX, CarrierRefused, CarrierUnavailable, type Carrier, type ParcelRequest, type Precreated, type Purchased, type VoidOutcome, type WaybillNumber } from '@daifa/carriers/carrier';
import type { CarrierCode } from '@daifa/carriers/catalogue';
import type { Ports } from '@daifa/ports/ports';
import { isTransient } from '@daifa/projection/failure';
import { Batcher } from './batcher.js';
import type { Entry, Ledger } from './ledger.js';
import type { SimulatorSettings } from './settings.js';
import { sortingOf } from './sort-code.js';

/** Our ids stand behind the carrier's name in the carrier's own. */
const ID_MARK = 'precreate:';

export type SimulatedCarrierParts = {
  readonly code: CarrierCode;
  readonly ledger: Ledger;
  readonly settings: () => Promise<SimulatorSettings>;
  readonly ports: Pick<Ports, 'random' | 'timers'>;
};

/** A carrier that behaves as its settings say. It forgets a parcel's receiver and sender at once: only the district is noted. */
export class SimulatedCarrier implements Carrier {
  readonly #preparing: Batcher<{ readonly requestId: string; readonly regionCode: string }, true>;
  readonly #selling: Batcher<string, Entry | null>;
  readonly #finding: Batcher<string, Entry | null>;

  constructor(private readonly parts: SimulatedCarrierParts) {
    const { ledger } = parts;
    this.#preparing = new Batcher(async (asked) => (await ledger.prepare(asked), asked.map(() => true)));
    this.#selling = new Batcher(async (ids) => inOrder(ids, await ledger.sell(ids)));
    this.#finding = new Batcher(async (ids) => inOrder(ids, await ledger.find(ids)));
  }

  precreate(requestId: string, { regionCode }: ParcelRequest): Promise<Precreated> {
    return this.#serve('effect', async ({ refuseRate }) => {
      if (this.#happens(refuseRate)) throw new CarrierRefused('address-unreachable');
      await this.#preparing.ask({ requestId, regionCode });
      return { precreateId: ID_MARK + requestId };
    });
  }

  create(precreateId: string): Promise<WaybillNumber> {
    return this.#serve('effect', async () => {
      const entry = precreateId.startsWith(ID_MARK) ? await this.#selling.ask(precreateId.slice(ID_MARK.length)) : null;
      if (!entry) throw new CarrierRefused('request-unknown');
      // Not sold to us: the balance is empty, or another process asked for the same number at the same moment and has it now.
      const sold = entry.waybillNo === null ? await this.#finding.ask(precreateId.slice(ID_MARK.length)) : entry;
      const number = sold && this.#numberOf(sold);
      if (!number) throw new CarrierRefused('balance-empty');
      return number;
    });
  }

  query(requestId: string): Promise<Purchased> {
    return this.#serve('question', async () => {
      const entry = await this.#finding.ask(requestId);
      if (!entry) return { state: 'unknown' };
      const precreateId = ID_MARK + requestId;
      const number = this.#numberOf(entry);
      return entry.state === 'precreated' || !number ? { state: 'precreated', precreateId } : { state: entry.state, precreateId, number };
    });
  }

  void(waybillNo: string, requestId: string): Promise<VoidOutcome> {
    return this.#serve('effect', async ({ contactRate }) => (this.#happens(contactRate) ? 'contact-carrier' : this.parts.ledger.void(waybillNo, requestId)));
  }

  #numberOf({ waybillNo, regionCode }: Entry): WaybillNumber | null {
    return waybillNo === null ? null : { waybillNo, ...sortingOf(this.parts.code, regionCode) };
  }

  async #serve<Answer>(kind: 'question' | 'effect', act: (settings: SimulatorSettings) => Promise<Answer>): Promise<Answer> {
    try {
      const settings = await this.parts.settings();
      const { latencyMs, failBeforeRate, failAfterRate } = settings;
      if (latencyMs > 0) await this.parts.ports.timers.sleep(Math.min(latencyMs, ANSWER_MS_MAX));
      if (this.#happens(failBeforeRate)) throw new CarrierUnavailable(`${this.parts.code} cannot be reached`);
      const answer = await act(settings);
      if (latencyMs >= ANSWER_MS_MAX || (kind === 'effect' && this.#happens(failAfterRate))) throw new CarrierUnavailable(`${this.parts.code} did not answer`);
      return answer;
    } catch (error) {
      throw isTransient(error) ? new CarrierUnavailable(`${this.parts.code} is away`, { cause: error }) : error;
    }
  }

  #happens(rate: number): boolean {
    return rate > 0 && this.parts.ports.random.fraction() < rate;
  }
}

function inOrder(ids: readonly string[], found: ReadonlyMap<string, Entry>): readonly (Entry | null)[] {
  return ids.map((id) => found.get(id) ?? null);
}
