import { createServer } from 'node:net';

/**
 * Whether HTTP can listen there, asked before a database is started for nothing. Port 0, any free one, always can.
 *
 * @throws the system's error (EADDRINUSE, EACCES, EADDRNOTAVAIL…) with `syscall: 'listen'`
 */
export function assertListenable({ host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}
