import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@daifa/local-postgres/postgres';
import { systemPorts } from '@daifa/ports/system';
import { faultProxy, type Fault, type FaultProxy } from '../faults/fault-proxy.js';
import type { Nemesis } from './nemesis.js';

/** A durable PostgreSQL that everybody reaches through a proxy of ours, and what the proxy can do to them. */
export type ProxiedDatabase = { readonly url: string; readonly nemeses: readonly Nemesis[]; close(): Promise<void> };

/** Commits that took effect and whose answers never came: who asked has to find out. */
const ANSWERS_LOST_MS = 1_000;
/** Longer than a statement takes, shorter than the relay's lease. */
const HELD_MS = 3_000;
const REFUSED_MS = 2_000;
const SLOW_MS = 3_000;

export async function proxiedDatabase(): Promise<ProxiedDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'daifa-torture-'));
  chmodSync(dataDir, 0o711);
  const server = await startPostgres({ dataDir, durable: true });
  const url = new URL(server.url);
  const proxy = await faultProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  return {
    url: url.href,
    nemeses: [
      { name: 'connections cut', strike: async () => proxy.cut() },
      during('answers lost', proxy, 'lose answers', ANSWERS_LOST_MS),
      during('connections held', proxy, 'hold', HELD_MS),
      during('connections refused', proxy, 'refuse', REFUSED_MS),
      during('connections slow', proxy, 'slow', SLOW_MS),
    ],
    close: async () => {
      await proxy.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function during(name: string, proxy: FaultProxy, fault: Fault, forMs: number): Nemesis {
  return {
    name,
    strike: async () => {
      proxy.set(fault);
      await systemPorts.timers.sleep(forMs);
      proxy.set('pass');
    },
  };
}
