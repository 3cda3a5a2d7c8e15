import { type Append, type AppendResult, categoryOf, type EventStore } from '@daifa/event-store/port';

/** Is told how an append ended: one of the two, once. */
export type AppendEye = { answered(results: readonly AppendResult[]): void; failed(error: unknown): void };

/** A store whose appends are watched; everything else passes through. */
export function watchedStore(store: EventStore, watch: (appends: readonly Append[], category: string) => AppendEye): EventStore {
  const watched = async <Result>(appends: readonly Append[], act: () => Promise<Result>, resultsOf: (result: Result) => readonly AppendResult[]): Promise<Result> => {
    const eye = watch(appends, categoryOfAll(appends));
    try {
      const result = await act();
      eye.answered(resultsOf(result));
      return result;
    } catch (error) {
      eye.failed(error);
      throw error;
    }
  };
  return {
    positions: store.positions,
    append: (append) => watched([append], () => store.append(append), (result) => [result]),
    appendMany: (appends) => watched(appends, () => store.appendMany(appends), (results) => results),
    read: (...asked) => store.read(...asked),
    readAll: (...asked) => store.readAll(...asked),
    subscribe: (...asked) => store.subscribe(...asked),
    headPosition: () => store.headPosition(),
    close: () => store.close(),
  };
}

/** The kind of stream appended to; `several` where there is more than one. Never the stream itself: ids are not for names. */
function categoryOfAll(appends: readonly Append[]): string {
  const [category = 'none', ...others] = new Set(appends.map(({ stream }) => categoryOf(stream)));
  return others.length === 0 ? category : 'several';
}
