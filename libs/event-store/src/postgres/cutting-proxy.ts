import { connect, createServer, type Socket } from 'node:net';

export type CuttingProxy = {
  /** The same database, through the proxy. */
  readonly url: string;
  /** The next request that holds this text is delivered, and the connection cut when its reply comes. */
  cutReplyTo(request: string): void;
  close(): Promise<void>;
};

/** Stands between a client and PostgreSQL in tests, and loses replies: the server answers only after it has committed. */
export async function cuttingProxy(url: string): Promise<CuttingProxy> {
  const server = new URL(url);
  const sockets = new Set<Socket>();
  let cut: string | null = null;

  const proxy = createServer((near) => {
    const far = connect(Number(server.port), server.hostname);
    let losing = false;
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) sockets.add(socket.setNoDelay().on('error', end).on('close', end));
    near.on('data', (request) => {
      if (cut !== null && request.includes(cut)) {
        losing = true;
        cut = null;
      }
      far.write(request);
    });
    far.on('data', (reply) => (losing ? end() : near.write(reply)));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const through = new URL(url);
  through.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: through.href,
    cutReplyTo: (request) => { cut = request; },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => proxy.close(() => resolve()));
    },
  };
}
