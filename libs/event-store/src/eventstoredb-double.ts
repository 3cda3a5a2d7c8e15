import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Misbehaviour } from './eventstoredb/double/faults.js';

export type { Misbehaviour } from './eventstoredb/double/faults.js';

/** A double of an EventStoreDB server, for tests, in a process of its own. Its data is in memory and goes with it. */
export type EventStoreDbDouble = {
  readonly url: string;
  /** The same server, found by asking it for its cluster. */
  readonly discoverUrl: string;
  /** Resolves when it is in force, with how many it struck: subscriptions, or calls that are held. */
  misbehave(order: Misbehaviour): Promise<number>;
  stop(): Promise<void>;
};

/** A process needs JavaScript: from the sources, as under jest, what was built of them. */
const MAIN = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/eventstoredb/double/main.js' : './eventstoredb/double/main.js', import.meta.url));

/**
 * Ends with this process, however it ends. Any number of processes may use its addresses.
 *
 * @param options port: of one that was stopped, to stand where it stood; a free one otherwise
 */
export async function startDouble(options: { readonly port?: number } = {}): Promise<EventStoreDbDouble> {
  const child = fork(MAIN, [String(options.port ?? 0)], { execArgv: ['--no-warnings'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const gone = exited.then(() => Promise.reject(new Error('the double of EventStoreDB ended')));
  gone.catch(() => undefined); // after it was up its end is heard by whoever still asks it something
  const waiting = new Map<number, (struck: number) => void>();
  let asked = 0;
  const port = await Promise.race([gone, once(child, 'message').then(([said]: { readonly port: number }[]) => said?.port)]);
  child.on('message', ({ n, struck }: { readonly n: number; readonly struck: number }) => {
    waiting.get(n)?.(struck);
    waiting.delete(n);
  });
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    discoverUrl: `esdb+discover://127.0.0.1:${port}?tls=false`,
    misbehave: (order) => {
      const n = (asked += 1);
      const done = new Promise<number>((resolve) => waiting.set(n, resolve));
      child.send({ n, order }, () => undefined); // if it can not be told, it is gone
      return Promise.race([done, gone]);
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
