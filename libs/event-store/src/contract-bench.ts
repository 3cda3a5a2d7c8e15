import { NO_STREAM, type Append, type EventRecord, type EventStore, type StoredRecord } from './port.js';

export type StoreUnderTest = {
  /** Empty and open. The suite closes it. */
  readonly store: EventStore;
  /** The suite's streams are called `category-…`. A server that tests share is empty only to a category of each test's own. */
  readonly category?: string;
  /** From now on the next append is committed, but its reply is lost on the way. */
  breakReplyOnce(): void | Promise<void>;
  /** Frees what the store stood on. */
  stop(): Promise<void>;
};

/** The store a test works on, and how its streams are called. */
export type Bench = { readonly store: EventStore; readonly tested: StoreUnderTest; named(id: number | string): string };

/** A record with believable text; `n` makes it different from others. */
export function sampleRecord(n = 0): EventRecord {
  return { type: 'OrderPlaced', meta: `{"commandId":"c-${n}"}`, data: `{"lines":[{"sku":"衬衫-${n}","quantity":1}]}` };
}

export function sampleAppend(stream: string, expectedRevision: number = NO_STREAM, count = 1): Append {
  return { stream, expectedRevision, records: Array.from({ length: count }, (_, n) => sampleRecord(expectedRevision + 1 + n)) };
}

/** Takes pages until `count` records are there. */
export async function takeRecords(pages: AsyncIterable<readonly StoredRecord[]>, count: number): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of pages) {
    records.push(...page);
    if (records.length >= count) break;
  }
  return records;
}

/** Holds a store to what it says of its positions: of consecutive records of the whole log, the first one behind `after`. */
export function expectPositions({ store }: Bench, records: readonly StoredRecord[], after = 0): void {
  const positions = records.map(({ position }) => position);
  switch (store.positions) {
    case 'contiguous':
      return expect(positions).toEqual(positions.map((_, n) => after + 1 + n));
    case 'rising':
      expect(positions.every(Number.isSafeInteger)).toBe(true);
      return expect(positions.filter((position, n) => position <= (positions[n - 1] ?? after))).toEqual([]);
  }
}

export function lastPosition(records: readonly StoredRecord[]): number {
  return records.at(-1)?.position ?? 0;
}
