import { recordHash } from '@daifa/event-store/hash';
import { categoryOf, type EventStore, type StoredRecord } from '@daifa/event-store/port';
import { parseMeta } from '@daifa/event-store/transact';
import type { Invariant } from '@daifa/order-domain/invariants';
import { AFTER_SALE, BINDING, CARRIER_SERVICE, decodeAddressRecord, decodeBindingRecord, decodeCaseRecord, decodeOrderRecord, decodePriceRecord, decodeRuleRecord, decodeStatementRecord, decodeStockRecord, decodeWaybillRecord, FACTORY, ORDER, RULES, STATEMENT, STOCK, WAYBILL } from '@daifa/order-store/orders';
import type { EffectCount } from './accepted-effects.js';
import { KNOWN_STREAMS_MAX, KnownStreams, type Known } from './known-streams.js';

/**
 * - `position`: the log has a hole, so an event was removed; `revision`: a stream has one;
 * - `chain`: an event is not what the one behind it was written upon;
 * - `decode`: nobody can read it; I-1 to I-8: the promises of the race matrix (requirements, section 5), I-8 also by
 *   what the world outside has counted.
 */
export type Rule = 'position' | 'revision' | 'chain' | 'decode' | Invariant;

export type Finding = { readonly rule: Rule; readonly stream: string; readonly revision: number; readonly position: number; readonly text: string };

export type Report = {
  readonly events: number;
  readonly streams: number;
  readonly orders: number;
  /** How far the log was read: what it held when the reading began. */
  readonly head: number;
  /** Effects that the world outside counted; 0 where nobody was asked. */
  readonly effects: number;
  /** The first ones, in the order of the log; then the world outside's. */
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
};

export type VerifyOptions = { readonly onProgress?: (done: number, head: number) => void; readonly knownStreamsMax?: number; readonly outside?: () => Promise<EffectCount> };

const PAGE_EVENTS = 2_000;
const FINDINGS_SHOWN_MAX = 100;

/**
 * Reads the whole log and judges it: nothing removed, nothing changed, everything readable, and every order's history kept
 * the fence's promises. It shares no code with what wrote the log. The newest event of a stream has none behind it that
 * could tell of a change to it.
 *
 * @throws StoreUnavailable where it cannot be read
 */
export async function verifyStore(store: EventStore, { onProgress = () => undefined, knownStreamsMax = KNOWN_STREAMS_MAX, outside }: VerifyOptions = {}): Promise<Report> {
  const head = await store.headPosition();
  const judge = new Judge(store, Math.max(knownStreamsMax, PAGE_EVENTS));
  let next = store.readAll(0, PAGE_EVENTS);
  for (let done = 0; done < head; ) {
    const page = (await next).filter(({ position }) => position <= head);
    const last = page.at(-1);
    if (!last) break;
    next = last.position < head ? store.readAll(last.position, PAGE_EVENTS) : Promise.resolve([]);
    await judge.judge(page);
    done = last.position;
    onProgress(done, head);
  }
  const { effects, twice } = (await outside?.()) ?? { effects: 0, twice: [] };
  return { ...judge.report(twice), effects, head };
}

class Judge {
  readonly #streams: KnownStreams;
  readonly #findings: Finding[] = [];
  readonly #counts = { events: 0, streams: 0, orders: 0, findingsTotal: 0 };
  /** Whether a removed event leaves a hole in the positions; where it does not, only its stream tells. */
  readonly #counted: boolean;
  #position = 0;

  constructor(store: EventStore, knownStreamsMax: number) {
    this.#counted = store.positions === 'contiguous';
    this.#streams = new KnownStreams({
      store, knownStreamsMax,
      onForgotten: (stream, { audit }) => audit.atRest().forEach(({ invariant, revision, text }) => this.#found({ stream, position: 0, revision, rule: invariant, text })),
      retrace: (known, record) => void this.#goOn(known, record),
    });
  }

  async judge(page: readonly StoredRecord[]): Promise<void> {
    await this.#streams.recall(page);
    for (const record of page) this.#judge(record);
  }

  report(twice: EffectCount['twice']): Omit<Report, 'head' | 'effects'> {
    this.#streams.forgetAll();
    for (const { ledger, kind, effectId, times } of twice) this.#found({ rule: 'I-8', stream: `${ledger} ${effectId}`, revision: 0, position: 0, text: `${kind} was accepted ${times} times` });
    return { ...this.#counts, findings: this.#findings };
  }

  #judge(record: StoredRecord): void {
    const { stream, revision, position } = record;
    this.#counts.events += 1;
    if (revision === 0) this.#counts.streams += 1;
    if (revision === 0 && categoryOf(stream) === ORDER) this.#counts.orders += 1;
    const here = { stream, revision, position };
    if (this.#counted ? position !== this.#position + 1 : position <= this.#position) {
      this.#found({ ...here, rule: 'position', text: `position ${position} follows ${this.#position}${this.#counted ? `: ${position - this.#position - 1} removed before it` : ''}` });
    }
    this.#position = position;
    for (const { rule, text, revision: at } of this.#goOn(this.#streams.of(stream), record)) this.#found({ ...here, revision: at, rule, text });
  }

  /** Goes one event further in its stream. After a fault it goes on from what is there, so that one fault is told once. */
  #goOn(known: Known, record: StoredRecord): readonly Pick<Finding, 'rule' | 'text' | 'revision'>[] {
    const { stream, revision } = record;
    const gap = revision === known.revision + 1 ? [] : [{ rule: 'revision', revision, text: `revision ${revision} follows ${known.revision}` } as const];
    const before = known.hash;
    known.revision = revision;
    known.hash = recordHash(stream, revision, record);
    return [...gap, ...content(known, record, gap.length > 0 ? null : before)];
  }

  #found(finding: Finding): void {
    this.#counts.findingsTotal += 1;
    if (this.#findings.length < FINDINGS_SHOWN_MAX) this.#findings.push(finding);
  }
}

/** @param before the hash of the event before it; null when that is not there */
function content(known: Known, record: StoredRecord, before: string | null): readonly Pick<Finding, 'rule' | 'text' | 'revision'>[] {
  const { revision } = record;
  try {
    const { prevHash } = parseMeta(record.meta);
    const broken = before === null || prevHash === before ? [] : [{ rule: 'chain', revision, text: 'it was not written upon the event that stands before it: one of the two was changed' } as const];
    return [...broken, ...audited(known, record)];
  } catch (error) {
    return [{ rule: 'decode', revision, text: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }];
  }
}

function audited({ audit }: Known, record: StoredRecord): readonly Pick<Finding, 'rule' | 'text' | 'revision'>[] {
  const category = categoryOf(record.stream);
  switch (category) {
    case ORDER: {
      const { event, meta, revision } = decodeOrderRecord(record);
      return audit.add({ revision, event, commandId: meta.commandId }).map(({ invariant, text, revision: at }) => ({ rule: invariant, text, revision: at }));
    }
    case BINDING: return read(decodeBindingRecord(record));
    case AFTER_SALE: return read(decodeCaseRecord(record));
    case CARRIER_SERVICE: return read(decodeAddressRecord(record));
    case FACTORY: return read(decodePriceRecord(record));
    case STATEMENT: return read(decodeStatementRecord(record));
    case WAYBILL: return read(decodeWaybillRecord(record));
    case RULES: return read(decodeRuleRecord(record));
    case STOCK: return read(decodeStockRecord(record));
    default: return [{ rule: 'decode', revision: record.revision, text: `no known kind of stream: ${category}` }];
  }
}

/** What can be decoded is well; there is nothing else to be asked of it yet. */
function read(_decoded: object): readonly [] {
  return [];
}
