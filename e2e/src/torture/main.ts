import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import { placeOf } from '../client/config.js';
import { proxiedDatabase } from './connections.js';
import { NEMESES, type Nemesis } from './nemesis.js';
import { publishedAgain } from './republish.js';
import { fullScreenOf, screenOf } from './screens.js';
import { torture } from './torture.js';
import { tortureFull } from './torture-full.js';

/**
 * npm run torture [-- --kills N]: the embedded world. npm run torture -- --minutes N: the full world, two replicas of each
 * service, with a line in data/torture-ledger.jsonl. 0 when every promise was kept, 1 when one was broken.
 */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, minutes: { type: 'string' }, json: { type: 'boolean', default: false } } });
process.exitCode = values.minutes === undefined ? await embedded(whole('--kills', values.kills)) : await full(whole('--minutes', values.minutes));

async function embedded(kills: number): Promise<number> {
  const bar = barOf('  killing 强杀 {bar} {value} / {total}  {duration_formatted}', kills);
  const report = await torture({ kills, onKill: (done) => bar.update(done) });
  bar.stop();
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${screenOf(report)}\n`);
  return report.lost.length + report.twice.length + report.findings === 0 ? 0 : 1;
}

/** Half of the time for processes that die and sleep, half for connections and deliveries that fail. */
async function full(minutes: number): Promise<number> {
  const database = await proxiedDatabase();
  try {
    const processes = await struck(minutes / 2, NEMESES, {});
    const connections = await struck(minutes / 2, [...database.nemeses, publishedAgain], { DATABASE_URL: database.url });
    return Math.max(processes, connections);
  } finally {
    await database.close();
  }
}

async function struck(minutes: number, nemeses: readonly Nemesis[], settings: Readonly<Record<string, string>>): Promise<number> {
  const startedAt = performance.now();
  const minutesGone = (): number => (performance.now() - startedAt) / 60_000;
  const bar = barOf('  striking 打击 {bar} {value} / {total} min  {blows} blows, last: {name}', minutes);
  const report = await tortureFull({
    world: { settings: { KAFKA_BROKERS: '', ...settings } }, // a Kafka of its own: it is among the victims
    nemeses,
    goesOn: () => minutesGone() < minutes,
    onBlow: (blows, name) => bar.update(Math.min(minutes, Math.round(minutesGone() * 10) / 10), { blows, name }),
  });
  bar.stop();
  const ledger = join(placeOf().dataDir, 'torture-ledger.jsonl');
  mkdirSync(placeOf().dataDir, { recursive: true });
  appendFileSync(ledger, `${JSON.stringify({ at: new Date().toISOString(), node: process.version, minutes, ...report })}\n`);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${fullScreenOf(report, ledger)}\n`);
  const { lost, twice, findings, parkedKeys, unlike } = report;
  return lost.length + twice.length + findings + parkedKeys + unlike.length === 0 ? 0 : 1;
}

function barOf(format: string, total: number): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar({ format, hideCursor: true, noTTYOutput: true, notTTYSchedule: 10_000 }, cliProgress.Presets.shades_classic);
  bar.start(total, 0, { blows: 0, name: '-' });
  return bar;
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new TypeError(`${name} takes a whole number, not ${text}`);
  return number;
}
