import { createServer } from 'node:net';
import { systemPorts } from '@daifa/ports/system';
import { SUPERUSER } from './cluster.js';
import { startServer, type Server, type ServerSettings } from './server.js';
import { PostgresStartError, systemErrorCode } from './start-error.js';

/** Dying children of a killed server keep its memory for a moment, and a port can be lost between choosing and using it. */
const ATTEMPTS_MAX = 40;
const ATTEMPT_PAUSE_MS = 250;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 300,
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'daifa',
} as const;

/** What is acknowledged is on the disk. */
export const DURABLE = { ...SETTINGS, shared_buffers: '256MB', max_wal_size: '2GB', fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' } as const;

/** Loses data with the machine's power; a killed server still keeps what it acknowledged, because commits reach the kernel. */
export const THROW_AWAY = { ...SETTINGS, shared_buffers: '64MB', fsync: 'off', full_page_writes: 'off' } as const;

/** Starts on the wanted port, or on a free one for 0; waits for what passes by itself. */
export async function firstStart(launch: Omit<ServerSettings, 'port'>, wanted: number): Promise<{ readonly server: Server; readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await bindable(wanted);
    try {
      return { server: await startServer({ ...launch, port }), port };
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !passes(error, wanted)) throw error;
      await systemPorts.timers.sleep(ATTEMPT_PAUSE_MS);
    }
  }
}

export function urlOf(port: number, password: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
}

/** Whether a moment later the start may succeed. */
function passes(error: unknown, wantedPort: number): boolean {
  if (!(error instanceof PostgresStartError)) return false;
  return (error.reason === 'port-taken' && wantedPort === 0) || /shared memory block|lock file/.test(error.message);
}

/** The port, or a free one for 0. @throws PostgresStartError `port-taken` */
function bindable(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (cause) => {
      const why = systemErrorCode(cause) === 'EADDRINUSE' ? 'is taken by another program' : `can not be used (${cause.message})`;
      reject(new PostgresStartError('port-taken', `Port ${wanted} ${why}: choose another port.`, { cause }));
    });
    probe.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted));
    });
  });
}
