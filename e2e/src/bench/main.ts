import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemPorts as ports } from '@daifa/ports/system';
import pc from 'picocolors';
import { workspace } from '../client/config.js';
import { measureAppends } from './append.js';
import { Bench } from './bench.js';
import { measureBlock } from './block.js';
import { measureDelivery } from './delivery.js';
import { measureFirstSeconds } from './first-seconds.js';
import { measureFullWorld } from './full-world.js';
import { measureKafka } from './kafka.js';
import { loadedWorld, measurePipeline } from './pipeline.js';
import { measureReading } from './reading.js';
import { measureRebuild } from './rebuild.js';
import { markdownReport, settingOf, terminalReport } from './report.js';
import { NotWorthReporting, startBenchServer } from './server.js';

/**
 * npm run bench -- [--quick] [--only abcdf] [--write]
 *
 * Parts: a the store, b the pipeline and rebuilds, c the block, d a store's first seconds; f Kafka and the full world, which is
 * measured only when it is asked for, because it needs Java and minutes.
 *
 * 0: measured, and every invariant held. 1: an invariant is broken; with --quick also where a robust ratio is below its floor.
 * 2: not worth reporting: a server that is not durable, or rounds that disagree (with --quick these are only marked).
 */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: 'abcd' }, write: { type: 'boolean', default: false } } });

const NOT_WORTH_REPORTING = 2;
const SIZES = values.quick ? { quick: true, rounds: 3, roundMs: 500, attemptsMax: 1 } : { quick: false, rounds: 5, roundMs: 1_500, attemptsMax: 3 };

const say = (line: string): void => void process.stderr.write(`${pc.dim(line)}\n`);

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof NotWorthReporting)) throw error;
  process.stderr.write(`${pc.red(error.message)}\n`);
  process.exitCode = NOT_WORTH_REPORTING;
}

async function run(): Promise<number> {
  const server = await startBenchServer();
  const bench = new Bench(SIZES, server, say);
  const setting = settingOf(bench, ports.clock.now());
  say(`${setting.machine}; Node ${setting.node}; PostgreSQL ${setting.postgres}`);
  try {
    if (values.only.includes('a')) await storeParts(bench);
    if (/[bc]/.test(values.only)) await worldParts(bench);
    if (values.only.includes('d')) await measureFirstSeconds(bench);
    if (values.only.includes('f')) await kafkaParts(bench);
  } catch (error) {
    // Said before the server goes: connections that are left then end the process with their own complaint.
    process.stderr.write(`${pc.red(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
    throw error;
  } finally {
    await server.stop();
  }
  return report(bench, setting);
}

async function storeParts(bench: Bench): Promise<void> {
  say('a. the store and its peers');
  await measureAppends(bench);
  await measureReading(bench);
  await measureDelivery(bench);
}

async function worldParts(bench: Bench): Promise<void> {
  say('b. and c. the whole program over HTTP');
  const loaded = await loadedWorld();
  try {
    if (values.only.includes('b')) await measurePipeline(bench, loaded);
    if (values.only.includes('b')) await measureRebuild(bench, loaded);
    if (values.only.includes('c')) await measureBlock(bench, loaded);
  } finally {
    await loaded.world.close();
  }
}

async function kafkaParts(bench: Bench): Promise<void> {
  await measureKafka(bench);
  await measureFullWorld(bench);
}

function report(bench: Bench, setting: ReturnType<typeof settingOf>): number {
  process.stdout.write(`\n${terminalReport(bench)}\n`);
  const json = join(workspace, 'e2e', 'dist', 'bench', 'latest.json');
  const { figures, reached, invariants, noisy } = bench;
  writeFileSync(json, JSON.stringify({ setting, figures, reached, invariants, noisy }, null, 2));
  process.stdout.write(`${pc.dim(`all of it as JSON: ${json}`)}\n`);
  for (const { name, detail } of bench.broken()) process.stdout.write(`${pc.red(`broken: ${name} ${detail}`)}\n`);
  for (const { goal } of bench.missed()) process.stdout.write(`${pc.yellow(`below its floor: ${goal.text}`)}\n`);
  for (const line of noisy) process.stdout.write(`${pc.yellow(`noisy: ${line}`)}\n`);
  if (bench.broken().length > 0) return 1;
  if (values.quick) return bench.missed().some(({ goal }) => goal.robust) ? 1 : 0;
  if (noisy.length > 0) return NOT_WORTH_REPORTING;
  if (values.write) writeResults(markdownReport(bench, setting));
  return 0;
}

function writeResults(markdown: string): void {
  const folder = join(workspace, 'e2e', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'RESULTS.md'), markdown);
  process.stdout.write('written: e2e/bench/RESULTS.md\n');
}
