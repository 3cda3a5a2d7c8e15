import { StreamNotFoundError, type AllStreamResolvedEvent, type EventStoreDBClient, type ReadPosition, type ResolvedEvent, type StreamingRead } from '@eventstore/db-client';
import { STREAM_EVENTS_MAX, type StoredRecord } from '../port.js';
import type { Connection } from './connection.js';
import { numberOf, placeAt, storedRecord } from './records.js';
import type { Selection } from './selection.js';

const PAGE_MAX = 10_000;
/** Asked for at least, so that a stretch of other people's events is passed in few round trips. */
const PAGE_MIN = 200;
/** Looking for our last record from the end begins with few, for it is mostly there, and doubles. */
const LOOK_BACK_MIN = 8;
const LOOK_BACK_MAX = 1_000;
const READ = { requiresLeader: true, resolveLinkTos: false };
/** The client's default of 16 events makes it wait more often than it works. */
const BUFFER = { highWaterMark: 500 };

const NOTHING_SEEN = { upTo: 0, head: 0 };

/** Reads streams, and of the log of everything what is ours. Always from the leader: a follower may lag behind our own appends. */
export class Reader {
  /** Up to where the log was seen from its end, and the last record of ours up to there: what is before is not read again. */
  #seen = NOTHING_SEEN;

  constructor(private readonly connection: Connection, private readonly selection: Selection) {}

  async read(stream: string, fromRevision: number): Promise<readonly StoredRecord[]> {
    try {
      const events = await this.#collect((client) => client.readStream(stream, { ...READ, fromRevision: BigInt(fromRevision), maxCount: STREAM_EVENTS_MAX }, BUFFER));
      return events.map(storedRecord);
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      throw error;
    }
  }

  /** @param after 0, or the position of a record */
  async readAll(after: number, limit: number): Promise<readonly StoredRecord[]> {
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > PAGE_MAX) throw new TypeError(`not a page size: ${limit}`);
    const records: StoredRecord[] = [];
    let oursOfThem = 1; // the part of the last page that was ours, by which the next one is measured
    for (let from = after; ; ) {
      // One more, because a read begins with the record at its position.
      const maxCount = Math.min(Math.max(Math.ceil((limit - records.length) / oursOfThem), PAGE_MIN), PAGE_MAX) + 1;
      const events = await this.#collect((client) => client.readAll({ ...READ, direction: 'forwards', fromPosition: placeAt(from), maxCount }, BUFFER));
      const ours = events.filter((event) => positionOf(event) > from && this.selection.includes(event));
      records.push(...ours.slice(0, limit - records.length).map(storedRecord));
      const last = events.at(-1);
      if (records.length === limit || events.length < maxCount || !last) return records;
      from = positionOf(last);
      oursOfThem = Math.max(ours.length, 1) / events.length;
    }
  }

  /** Looks back from the end until it meets a record of ours, or what it has seen before. */
  async head(): Promise<number> {
    const seen = this.#seen;
    let end: number | null = null;
    let from: ReadPosition = 'end';
    for (let maxCount = LOOK_BACK_MIN; ; maxCount = Math.min(2 * maxCount, LOOK_BACK_MAX)) {
      const place: ReadPosition = from;
      const events = await this.#collect((client) => client.readAll({ ...READ, direction: 'backwards', fromPosition: place, maxCount }, BUFFER));
      const [first, last] = [events[0], events.at(-1)];
      end ??= first ? positionOf(first) : 0;
      // A log that ends before what was seen of it was put back from a backup: nothing of that is so any more.
      if (end < seen.upTo) {
        this.#seen = NOTHING_SEEN;
        return this.head();
      }
      const ours = events.find((event) => positionOf(event) > seen.upTo && this.selection.includes(event));
      if (ours) return this.#saw(end, positionOf(ours));
      if (!last || events.length < maxCount || positionOf(last) <= seen.upTo) return this.#saw(end, seen.head);
      from = placeAt(positionOf(last));
    }
  }

  #saw(upTo: number, head: number): number {
    if (upTo > this.#seen.upTo) this.#seen = { upTo, head };
    return head;
  }

  #collect<Event extends ResolvedEvent | AllStreamResolvedEvent>(open: (client: EventStoreDBClient) => StreamingRead<Event>): Promise<readonly Event[]> {
    return this.connection.call((client) => collecting(open(client)));
  }
}

/** The client sets no deadline for reads; ours ends them by `cancel`. */
function collecting<Event>(read: StreamingRead<Event>): { readonly answer: Promise<readonly Event[]>; cancel(): void } {
  const events: Event[] = [];
  const answer = new Promise<readonly Event[]>((resolve, reject) => {
    read.on('data', (event: Event) => events.push(event)).on('end', () => resolve(events)).on('error', reject);
  });
  return { answer, cancel: () => void read.cancel().catch(() => undefined) }; // it has failed already
}

function positionOf({ event, commitPosition }: AllStreamResolvedEvent): number {
  return numberOf(event?.position.commit ?? commitPosition);
}
