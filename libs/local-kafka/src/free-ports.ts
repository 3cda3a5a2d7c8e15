import { createServer, type Server } from 'node:net';
import { KafkaStartError, systemErrorCode } from './start-error.js';

/**
 * As many ports as are asked for, all different and free a moment ago, on 127.0.0.1. 0 asks for any.
 *
 * @throws KafkaStartError `port-taken`
 */
export async function freePorts(wanted: readonly number[]): Promise<readonly number[]> {
  const probes: Server[] = [];
  try {
    for (const port of wanted) probes.push(await bind(port));
    return probes.map(portOf);
  } finally {
    await Promise.all(probes.map((probe) => new Promise((closed) => probe.close(closed))));
  }
}

function bind(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (cause) => {
      const why = systemErrorCode(cause) === 'EADDRINUSE' ? 'is taken by another program' : `can not be used (${cause.message})`;
      reject(new KafkaStartError('port-taken', `Port ${port} ${why}: choose another port.`, { cause }));
    });
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(probe));
  });
}

function portOf(probe: Server): number {
  const address = probe.address();
  if (typeof address !== 'object' || address === null) throw new Error('a listening server has an address');
  return address.port;
}
