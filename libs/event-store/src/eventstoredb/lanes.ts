import { StoreUnavailable } from '../port.js';

/** Runs at most `lanes` at once; the others wait their turn, first come first served. @throws StoreUnavailable where too many wait */
export function inLanes({ lanes, waitingMax }: { readonly lanes: number; readonly waitingMax: number }): <Result>(act: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let free = lanes;
  return async (act) => {
    if (waiting.length >= waitingMax) throw new StoreUnavailable(`${waitingMax} appends wait for the event store`);
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
