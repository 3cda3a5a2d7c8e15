import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { drained, type Place, type ReadCall } from './call.js';
import { UNAVAILABLE, type Disturbed, type Faults } from './faults.js';
import type { Log, Recorded } from './log.js';
import { caughtUp, checkpoint, confirmation, eventResponse } from './wire.js';

/** How many records a filtered subscription looks at between checkpoints when its client names no number. */
const SEARCH_WINDOW = 32;

let subscriptions = 0;

/** Confirms, sends what is there, says so, and goes on with what comes, until the client goes or a fault strikes. */
export function follow(call: ReadCall, options: streams.ReadReq.Options, { place, log, faults }: { readonly place: Place; readonly log: Log; readonly faults: Faults }): void {
  const subscription = new Subscription(call, options, place);
  const unlisten = log.onAppend(() => void subscription.pump());
  const end = (): void => {
    unlisten();
    faults.subscriptions.delete(subscription);
  };
  faults.subscriptions.add(subscription);
  call.once('cancelled', end).once('close', end);
  call.write(confirmation(`subscription-${(subscriptions += 1)}`));
  void subscription.pump();
}

class Subscription implements Disturbed {
  readonly #matches: ((record: Recorded) => boolean) | null;
  readonly #window: number;
  #index: number;
  #looked = 0;
  #isCaughtUp = false;
  #pumping = false;
  #silent = false;

  constructor(private readonly call: ReadCall, options: streams.ReadReq.Options, private readonly place: Place) {
    const filter = options.getFilter();
    this.#index = place.index;
    this.#matches = filter ? matcher(filter) : null;
    this.#window = (filter?.hasMax() ? filter.getMax() : SEARCH_WINDOW) * (filter?.getCheckpointintervalmultiplier() ?? 1);
  }

  async pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    for (let record = this.#next(); record; record = this.#next()) {
      this.#index += 1;
      if (!this.#matches || this.#matches(record)) await this.#write(eventResponse(record));
      this.#looked += 1;
      if (this.#matches && this.#looked % this.#window === 0) await this.#write(checkpoint(record.position));
    }
    this.#pumping = false;
    if (this.#isCaughtUp || this.#silent) return;
    this.#isCaughtUp = true;
    await this.#write(caughtUp());
  }

  stall(): void {
    this.#silent = true;
  }

  drop(how: 'error' | 'quietly'): void {
    this.#silent = true;
    if (how === 'error') this.call.emit('error', UNAVAILABLE);
    else this.call.end();
  }

  #next(): Recorded | undefined {
    return this.#silent || this.call.cancelled ? undefined : this.place.records[this.#index];
  }

  async #write(response: Buffer): Promise<void> {
    if (!this.#silent && !this.call.write(response)) await drained(this.call);
  }
}

function matcher(filter: streams.ReadReq.Options.FilterOptions): (record: Recorded) => boolean {
  const onStream = filter.getStreamIdentifier();
  const expression = onStream ?? filter.getEventType();
  const prefixes = expression?.getPrefixList() ?? [];
  const pattern = new RegExp(expression?.getRegex() ?? '');
  return (record) => {
    const text = onStream ? record.stream : record.type;
    return prefixes.length > 0 ? prefixes.some((prefix) => text.startsWith(prefix)) : pattern.test(text);
  };
}
