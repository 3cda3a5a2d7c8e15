import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program in a throw-away folder, as a person would run it. */
export type Program = {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Its exit code, once it has ended; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Resolves with its address when its screen stands. @throws Error with what it said when it ends before */
  up(): Promise<string>;
  send(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGKILL'): void;
};

const DIST = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const PROGRAMS = { embedded: join(DIST, 'main.js'), full: join(DIST, 'full', 'main.js') } as const;
const OURS = /^(DAIFA_|PG|DATABASE_URL$|PORT$|HOST$|LOG_LEVEL$|POSTGRES_PORT$|NODE_OPTIONS$|FORCE_COLOR$|REQUEST_TIMEOUT_MS$|DRAIN_MS$|IN_FLIGHT_MS$|REPLICAS$|KAFKA_TOPIC_PREFIX$|KAFKA_PORT$|METRICS_PORT$)/;

export function run(home: string, settings: Readonly<Record<string, string>> = {}, world: keyof typeof PROGRAMS = 'embedded'): Program {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  const child = spawn(process.execPath, ['--no-warnings', PROGRAMS[world]], { env: { ...inherited, NO_COLOR: '1', DAIFA_HOME: home, PORT: '0', ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  const exited = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  void exited.then(() => process.off('exit', endWithUs));
  const up = async (): Promise<string> => {
    const gone = exited.then((code) => {
      throw new Error(`the program ended with ${code} before it was up:\n${said.stdout}${said.stderr}`);
    });
    for (;;) {
      const url = /ready 已就绪[^]*?(http:\S+)\/v1/.exec(said.stdout)?.[1];
      if (url !== undefined) {
        gone.catch(() => undefined); // from here on its end is an event like others
        return url;
      }
      await Promise.race([gone, once(child.stdout, 'data')]);
    }
  };
  return { stdout: () => said.stdout, stderr: () => said.stderr, exited, up, send: (signal) => void child.kill(signal) };
}

/** Open for others to enter: as root, PostgreSQL runs under another account. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'daifa-standalone-'));
  chmodSync(home, 0o711);
  return home;
}

/** The server's own note of the process that runs on this folder: null when none runs, or none was stopped by force. */
export function databaseProcess(home: string): number | null {
  const file = join(home, 'data', 'cluster', 'postmaster.pid');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : null;
}

/** Removes the folder, and ends the database a killed program left behind in it. */
export function removeHome(home: string): void {
  const orphan = databaseProcess(home);
  if (orphan !== null) {
    try {
      process.kill(orphan, 'SIGQUIT');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

export function keysOf(home: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(home, 'secrets', 'demo-keys.json'), 'utf8'));
}
