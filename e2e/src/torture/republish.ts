import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { childEnvironment, sharedBrokers, workspace } from '../client/config.js';
import { topicPrefix, type OwnWorld } from '../client/world.js';
import type { Nemesis } from './nemesis.js';

const RELAY = join(workspace, 'services', 'relay', 'dist', 'main.js');

/** The whole log is sent again by the operator's own command: everything is delivered twice, and old records come after new ones. */
export const publishedAgain: Nemesis = {
  name: 'everything published again',
  strike: async ({ home, running, processes }: OwnWorld) => {
    const own = processes().find(({ name }) => name === 'kafka')?.url.replace('kafka://', '');
    const settings = { DATABASE_URL: running.databaseUrl, KAFKA_BROKERS: own ?? sharedBrokers() ?? '', KAFKA_TOPIC_PREFIX: topicPrefix(home) };
    const child = spawn(process.execPath, ['--no-warnings', RELAY, 'republish', '--from', '0'], { env: childEnvironment(settings), stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`republish ended with ${String(code)}`);
  },
};
