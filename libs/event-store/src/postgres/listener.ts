import type { Ports } from '@daifa/ports/ports';
import pg from 'pg';
import type { Bell } from '../bell.js';
import { clientConfig } from './connection.js';
import { channelOf, type SchemaNames } from './schema.js';

/** Rings although nothing was heard, should a notification ever be lost. */
const SAFETY_NET_MS = 500;
const RECONNECT_MIN_MS = 20;
const RECONNECT_MAX_MS = 2_000;

/** Rings the bell for every batch that anybody appends, until the signal aborts. Keeps one connection for all subscribers. */
export function listen(url: string, names: SchemaNames, options: { readonly bell: Bell; readonly ports: Ports; readonly signal: AbortSignal }): void {
  void keepListening(url, names, options);
  void ringNowAndThen(options);
}

async function ringNowAndThen({ bell, ports, signal }: { readonly bell: Bell; readonly ports: Ports; readonly signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    await ports.timers.sleep(SAFETY_NET_MS, signal);
    bell.ring();
  }
}

async function keepListening(url: string, names: SchemaNames, { bell, ports, signal }: { readonly bell: Bell; readonly ports: Ports; readonly signal: AbortSignal }): Promise<void> {
  let pauseMs = RECONNECT_MIN_MS;
  while (!signal.aborted) {
    const client = new pg.Client(clientConfig(url));
    const end = (): void => void client.end().catch(() => undefined); // it may be lost already
    signal.addEventListener('abort', end);
    try {
      const lost = new Promise<void>((resolve) => client.on('error', () => resolve()).on('end', () => resolve()));
      client.on('notification', () => bell.ring());
      await client.connect();
      await client.query(`SET ROLE ${names.role}; LISTEN ${channelOf(names)}`);
      bell.ring(); // for what came while nobody listened
      pauseMs = RECONNECT_MIN_MS;
      await lost;
    } catch {
      // Not reachable now. Subscribers go on by the safety net, whose reads say what is wrong; here only time helps.
    }
    signal.removeEventListener('abort', end);
    end();
    await ports.timers.sleep(pauseMs * (1 + ports.random.fraction()), signal);
    pauseMs = Math.min(pauseMs * 2, RECONNECT_MAX_MS);
  }
}
