import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import { placeOf } from '../client/config.js';
import { acceptedEffects } from './accepted-effects.js';
import { openStoreOf } from './open-store.js';
import { screenOf } from './screen.js';
import { verifyStore, type Report } from './verify-store.js';

/** npm run verify: 0 when the whole history kept its promises, 1 when not, 2 when it could not be read. */
const CANNOT_READ = 2;

try {
  const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
  process.exitCode = await verify(json);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = CANNOT_READ;
}

async function verify(json: boolean): Promise<number> {
  const { store, databaseUrl, where, close } = await openStoreOf(placeOf());
  try {
    const startedAt = performance.now();
    const report = await withBar(!json && process.stderr.isTTY, (onProgress) => verifyStore(store, { onProgress, outside: () => acceptedEffects(databaseUrl) }));
    const seconds = (performance.now() - startedAt) / 1_000;
    process.stdout.write(json ? `${JSON.stringify({ ...report, where, seconds }, null, 2)}\n` : `${screenOf(report, { where, seconds })}\n`);
    return report.findingsTotal === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

async function withBar(wanted: boolean, run: (onProgress: (done: number, head: number) => void) => Promise<Report>): Promise<Report> {
  if (!wanted) return run(() => undefined);
  const bar = new cliProgress.SingleBar({ format: '  verifying 校验 {bar} {percentage}%  {value} / {total} events', hideCursor: true, clearOnComplete: true }, cliProgress.Presets.shades_classic);
  bar.start(1, 0);
  try {
    return await run((done, head) => {
      bar.setTotal(head);
      bar.update(done);
    });
  } finally {
    bar.stop();
  }
}
