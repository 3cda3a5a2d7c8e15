import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { systemPorts } from '@daifa/ports/system';

/**
 * What happens to bytes on their way:
 * - `pass`: nothing;
 * - `refuse`: no new connections, and those that are there are reset;
 * - `hold`: both sides go on believing in connections on which nothing moves any more;
 * - `lose answers`: requests arrive and take effect, their answers never do: the outcome is unknown to who asked;
 * - `slow`: everything takes a while longer;
 * - `dribble`: everything arrives byte by byte, as far as TCP lets it.
 */
export const FAULTS = ['refuse', 'hold', 'lose answers', 'slow', 'dribble'] as const;
export type Fault = (typeof FAULTS)[number];

export type FaultProxy = {
  /** The server's address through the proxy. */
  readonly port: number;
  /** From now on, also for connections that are there. */
  set(fault: Fault | 'pass'): void;
  /** Resets every connection, once: an answer on its way is gone. */
  cut(): void;
  close(): Promise<void>;
};

const SLOW_MS = 50;
/** Byte by byte would take minutes for a page of rows: only the beginning of a chunk, which is where framing breaks. */
const DRIBBLED_BYTES_MAX = 64;

/** Stands between clients and one server on loopback. */
export async function faultProxy(target: { readonly host: string; readonly port: number }): Promise<FaultProxy> {
  const links = new Set<Link>();
  let fault: Fault | 'pass' = 'pass';
  const server = createServer({ noDelay: true }, (near) => {
    if (fault === 'refuse') return void near.resetAndDestroy();
    const link = new Link(near, connect({ ...target, noDelay: true }), () => fault, () => links.delete(link));
    links.add(link);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const cut = (): void => links.forEach((link) => link.reset());
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    set: (next) => {
      const wasHeld = fault === 'hold' || fault === 'lose answers';
      fault = next;
      // What was swallowed is missing in the stream for ever: such a connection must not come to life again.
      if (next === 'refuse' || wasHeld) cut();
    },
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** One connection: a side to the client, a side to the server. */
class Link {
  constructor(private readonly near: Socket, private readonly far: Socket, faultNow: () => Fault | 'pass', ended: () => void) {
    for (const socket of [near, far]) {
      socket.on('error', () => this.reset());
      socket.on('close', () => {
        this.reset();
        ended();
      });
    }
    near.on('data', (bytes) => this.#carry(bytes, far, near, faultNow()));
    far.on('data', (bytes) => (faultNow() === 'lose answers' ? undefined : this.#carry(bytes, near, far, faultNow())));
  }

  reset(): void {
    if (!this.near.destroyed) this.near.resetAndDestroy();
    if (!this.far.destroyed) this.far.resetAndDestroy();
  }

  #carry(bytes: Buffer, to: Socket, from: Socket, fault: Fault | 'pass'): void {
    if (fault === 'hold') return;
    if (fault === 'slow') {
      from.pause();
      void systemPorts.timers.sleep(SLOW_MS).then(() => {
        to.write(bytes);
        from.resume();
      });
      return;
    }
    const head = fault === 'dribble' ? Math.min(DRIBBLED_BYTES_MAX, bytes.length) : 0;
    for (let n = 0; n < head; n += 1) to.write(bytes.subarray(n, n + 1));
    if (head < bytes.length) to.write(bytes.subarray(head));
  }
}
