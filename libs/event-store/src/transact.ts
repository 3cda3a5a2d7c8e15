import type { Decision, Evolution } from '@daifa/decider/decision';
import type { Ports } from '@daifa/ports/ports';
import { LRUCache } from 'lru-cache';
import type { Codec, CommandContext } from './context.js';
import { emptyFold, foldRecords, parseMeta, type Folded } from './fold.js';
import { StoreUnavailable, type EventStore } from './port.js';
import { recordsOf } from './records.js';

export { foldRecord, foldRecords, emptyFold, parseMeta, type Fold, type Folded } from './fold.js';

/** Four lost races for one stream within milliseconds mean a storm: the caller is told, rather than kept in it. */
export const ATTEMPTS_MAX = 5;
/**
 * A command that stops something goes on where others give up, so that in a storm on one stream the others run out of attempts
 * first: a factory is told to ask again, an after-sale is not. Each attempt is a few milliseconds.
 */
export const URGENT_ATTEMPTS_MAX = 100;

/** At about 1.2 kB an order, some 12 MB. */
const CACHED_STREAMS_MAX = 10_000;

export type Outcome<State, Event, Refusal> =
  /** `position` of the command's last event, null when it had none. `repeated`: the command had been accepted before. */
  | { readonly kind: 'accepted'; readonly events: readonly Event[]; readonly state: State; readonly revision: number; readonly position: number | null; readonly repeated: boolean }
  | { readonly kind: 'refused'; readonly refusals: readonly [Refusal, ...Refusal[]]; readonly state: State; readonly revision: number }
  /** The stream is not at the revision the caller named. */
  | { readonly kind: 'stale'; readonly revision: number };

export type AggregateOptions<State, Event extends { readonly type: string }> = {
  readonly store: EventStore;
  readonly ports: Ports;
  /** Streams are called `category-id`. */
  readonly category: string;
  readonly evolution: Evolution<State, Event>;
  readonly codec: Codec<Event>;
  readonly cachedStreamsMax?: number;
};

/** Others were faster each time. Nothing was appended; the same command may be asked again. */
export class TooManyConflicts extends Error {
  override readonly name = 'TooManyConflicts';
  constructor(readonly stream: string, attempts: number) {
    super(`stream ${stream} was appended to by others in each of ${attempts} attempts`);
  }
}

type Ask<State, Event, Refusal> = {
  readonly stream: string;
  readonly context: CommandContext;
  readonly decide: (state: State, revision: number) => Decision<Event, Refusal>;
  readonly ifMatch?: number;
  readonly urgent?: boolean;
};

/** One kind of stream: loads its state, and lets pure functions decide on it. */
export class Aggregate<State, Event extends { readonly type: string }> {
  readonly #options: AggregateOptions<State, Event>;
  readonly #cache: LRUCache<string, Folded<State>>;
  readonly #lastInLine = new Map<string, Promise<void>>();

  constructor(options: AggregateOptions<State, Event>) {
    this.#options = options;
    this.#cache = new LRUCache({ max: options.cachedStreamsMax ?? CACHED_STREAMS_MAX });
  }

  streamOf(id: string): string {
    return `${this.#options.category}-${id}`;
  }

  /** The state as of now. @throws StoreUnavailable, UnknownEventType */
  load(id: string): Promise<Folded<State>> {
    return this.#current(this.streamOf(id));
  }

  /**
   * Judges a command on the stream's state and appends what it decides, as one. The same command id again has no further
   * effect and gives the first answer. A refusal appends nothing, and is never given on a state that others went beyond.
   *
   * @param options ifMatch: the revision the caller saw; any other answers `stale`. urgent: for what stops something, see URGENT_ATTEMPTS_MAX
   * @throws TooManyConflicts, StoreUnavailable (ask again with the same command id), UnknownEventType, StreamTooLong
   */
  transact<Refusal>(
    id: string,
    context: CommandContext,
    decide: (state: State, revision: number) => Decision<Event, Refusal>,
    options: { readonly ifMatch?: number; readonly urgent?: boolean } = {},
  ): Promise<Outcome<State, Event, Refusal>> {
    const ask = { stream: this.streamOf(id), context, decide, ...options };
    return this.#inTurn(ask.stream, () => this.#carriedOut(ask));
  }

  /**
   * Commands of this process on one stream wait for each other, first come first served: a hold is never outrun by a storm
   * of others until it gives up. Only other processes can still be faster, and the expected revision sees to them.
   */
  #inTurn<Result>(stream: string, act: () => Promise<Result>): Promise<Result> {
    const before = this.#lastInLine.get(stream);
    const mine = before === undefined ? act() : before.then(act);
    const over = mine.then(() => undefined, () => undefined);
    this.#lastInLine.set(stream, over);
    void over.then(() => {
      if (this.#lastInLine.get(stream) === over) this.#lastInLine.delete(stream);
    });
    return mine;
  }

  async #carriedOut<Refusal>(ask: Ask<State, Event, Refusal>): Promise<Outcome<State, Event, Refusal>> {
    const { context, urgent = false } = ask;
    const attemptsMax = urgent ? URGENT_ATTEMPTS_MAX : ATTEMPTS_MAX;
    const remembered = this.#cache.get(ask.stream);
    let folded = remembered ?? (await this.#current(ask.stream));
    let isCurrent = remembered === undefined;
    let unavailable: StoreUnavailable | null = null;
    let outages = 0;
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      try {
        const outcome = await this.#attempt(ask, folded, isCurrent);
        if (outcome) return outcome;
        unavailable = null;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        unavailable = error;
        outages += 1;
      }
      folded = await this.#current(ask.stream);
      isCurrent = true;
      // Whether the append whose reply was lost took place is in the stream. If it is still on its way, it meets the
      // expected revision like any other: it or the next attempt takes effect, not both.
      if (unavailable && folded.commandIds.has(context.commandId)) return this.#earlier(ask, folded, false);
      if (unavailable && outages === ATTEMPTS_MAX) break; // patience is for others who are faster, not for a store that is not there
    }
    throw unavailable ?? new TooManyConflicts(ask.stream, attemptsMax);
  }

  /** Null: others went beyond this state, or may have; look again. */
  async #attempt<Refusal>(ask: Ask<State, Event, Refusal>, folded: Folded<State>, isCurrent: boolean): Promise<Outcome<State, Event, Refusal> | null> {
    const { state, revision } = folded;
    if (folded.commandIds.has(ask.context.commandId)) return this.#earlier(ask, folded, true);
    if (ask.ifMatch !== undefined && ask.ifMatch !== revision) return isCurrent ? { kind: 'stale', revision } : null;
    const decision = ask.decide(state, revision);
    // An append is checked by its expected revision; an answer without one must not rest on a memory.
    if (decision.kind === 'refused') return isCurrent ? { kind: 'refused', refusals: decision.refusals, state, revision } : null;
    if (decision.events.length === 0) return isCurrent ? { kind: 'accepted', events: [], state, revision, position: null, repeated: false } : null;
    return this.#append(ask, folded, decision.events);
  }

  async #append<Refusal>({ stream, context }: Ask<State, Event, Refusal>, folded: Folded<State>, events: readonly Event[]): Promise<Outcome<State, Event, Refusal> | null> {
    const { store, ports, codec, evolution } = this.#options;
    const recordedAt = ports.clock.now().toISOString();
    const { records, hash } = recordsOf(events, context, { place: { stream, ...folded }, codec, recordedAt });
    const result = await store.append({ stream, expectedRevision: folded.revision, records });
    if (result.kind === 'conflict') {
      // A store put back from a backup is behind our memory, which then is no memory of this stream.
      if (result.actualRevision < folded.revision) this.#cache.delete(stream);
      return null;
    }
    const { revision, position } = result;
    const state = events.reduce(evolution.evolve, folded.state);
    this.#remember(stream, { state, revision, hash, commandIds: new Set(folded.commandIds).add(context.commandId) });
    return { kind: 'accepted', events, state, revision, position, repeated: false };
  }

  /** The answer to a command whose events are in the stream. */
  async #earlier<Refusal>({ stream, context }: Ask<State, Event, Refusal>, { state, revision }: Folded<State>, repeated: boolean): Promise<Outcome<State, Event, Refusal>> {
    const { store, codec } = this.#options;
    const events: Event[] = [];
    let position: number | null = null;
    for (const record of await store.read(stream)) {
      const meta = parseMeta(record.meta);
      if (meta.commandId !== context.commandId) continue;
      events.push(codec.decode(record.type, meta.schemaVersion, record.data));
      position = record.position;
    }
    return { kind: 'accepted', events, state, revision, position, repeated };
  }

  /** The state as of now, by reading what the cache does not hold yet. */
  async #current(stream: string): Promise<Folded<State>> {
    const { store } = this.#options;
    const remembered = this.#cache.get(stream);
    if (remembered) {
      const missing = await store.read(stream, remembered.revision + 1);
      const [next] = missing;
      if (!next) return remembered;
      if (parseMeta(next.meta).prevHash === remembered.hash) return this.#remember(stream, foldRecords(remembered, missing, this.#options));
      this.#cache.delete(stream);
    }
    const records = await store.read(stream);
    return this.#remember(stream, foldRecords(emptyFold(this.#options.evolution), records, this.#options));
  }

  /** Keeps the longest: a slower call must not put an older state over a newer one. That there is no stream yet is worth keeping too. */
  #remember(stream: string, folded: Folded<State>): Folded<State> {
    const known = this.#cache.peek(stream);
    if (!known || folded.revision > known.revision) this.#cache.set(stream, folded);
    return folded;
  }
}
