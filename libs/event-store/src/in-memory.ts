import { assertAppendable, assertAppendableTogether } from './append-check.js';
import { Bell } from './bell.js';
import { followLog } from './follow-log.js';
import { NO_STREAM, StoreUnavailable, type Append, type AppendResult, type EventStore, type StoredRecord } from './port.js';

/** A store that forgets all when it goes: for tests and simulation. Answers in later ticks, as a real one does. */
export function inMemoryStore(): EventStore {
  const log: StoredRecord[] = [];
  const streams = new Map<string, StoredRecord[]>();
  const bell = new Bell();
  const closed = new AbortController();

  async function answer<T>(value: () => T): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    if (closed.signal.aborted) throw new StoreUnavailable('the store is closed');
    return value();
  }

  function appendNow(append: Append): AppendResult {
    const result = appendTo(append, log, streams);
    bell.ring();
    return result;
  }

  const readAll: EventStore['readAll'] = (after, limit) => answer(() => log.slice(after, after + limit));
  const headPosition: EventStore['headPosition'] = () => answer(() => log.length);

  return {
    positions: 'contiguous',
    append: async (append) => {
      assertAppendable(append);
      return answer(() => appendNow(append));
    },
    appendMany: async (appends) => {
      assertAppendableTogether(appends);
      return answer(() => appends.map(appendNow));
    },
    read: (stream, fromRevision = NO_STREAM + 1) => answer(() => (streams.get(stream) ?? []).slice(fromRevision)),
    readAll,
    headPosition,
    subscribe: (after, { signal, ...options }) =>
      followLog({ readAll, headPosition, bell }, after, { ...options, signal: AbortSignal.any([signal, closed.signal]) }),
    close: async () => closed.abort(),
  };
}

function appendTo(append: Append, log: StoredRecord[], streams: Map<string, StoredRecord[]>): AppendResult {
  const records = streams.get(append.stream) ?? [];
  const actualRevision = records.length - 1;
  if (actualRevision !== append.expectedRevision) return { kind: 'conflict', actualRevision };
  for (const { type, meta, data } of append.records) {
    const record: StoredRecord = { stream: append.stream, revision: records.length, position: log.length + 1, type, meta, data };
    records.push(record);
    log.push(record);
  }
  streams.set(append.stream, records);
  return { kind: 'appended', revision: records.length - 1, position: log.length };
}
