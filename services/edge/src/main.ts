import { readFile } from 'node:fs/promises';
import { systemPorts } from '@daifa/ports/system';
import { createLogger } from '@daifa/service-shell/logging';
import { type Running, runProcess } from '@daifa/service-shell/run-process';
import { edgeConfig } from './config.js';
import { openEdge } from './edge.js';

/** The edge as a process: it has nothing to migrate, and serves until SIGTERM. */
runProcess(process.argv[2] === 'migrate' ? Promise.resolve(null) : started());

async function started(): Promise<Running> {
  const config = edgeConfig();
  const document = await readFile(config.documentFile, 'utf8');
  const edge = await openEdge({ config, ports: systemPorts, document, logger: createLogger({ name: 'edge', level: config.logLevel }) });
  return { url: await edge.listen(), stop: () => edge.stop() };
}
