import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import pc from 'picocolors';
import { percentile } from '../bench/measure.js';
import { torture, type TortureReport } from './torture.js';

/** npm run torture [-- --kills N]: 0 when every promise was kept, 1 when one was broken. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' } } });
const kills = Number(values.kills);
if (!Number.isSafeInteger(kills) || kills < 1) throw new TypeError(`--kills takes a whole number, not ${values.kills}`);

const bar = new cliProgress.SingleBar({ format: '  killing 强杀 {bar} {value} / {total}  {duration_formatted}', hideCursor: true, noTTYOutput: true, notTTYSchedule: 10_000 }, cliProgress.Presets.shades_classic);
bar.start(kills, 0);
const report = await torture({ kills, onKill: (done) => bar.update(done) });
bar.stop();
process.stdout.write(`${screenOf(report)}\n`);
process.exitCode = report.lost.length + report.twice.length + report.findings === 0 ? 0 : 1;

function screenOf({ kills: { anywhere, label, database }, acknowledged, unclear, orders, lost, twice, numbersBought, events, findings, restartsMs }: TortureReport): string {
  const zero = (count: number): string => (count === 0 ? pc.green('0') : pc.red(String(count)));
  return [
    '',
    `  kill -9 强杀                     ${anywhere + label + database}: program ${anywhere}, while a number was bought ${label}, PostgreSQL ${database}`,
    `  acknowledged 已确认              ${acknowledged} commands on ${orders} orders; ${unclear} answers lost and asked again`,
    `  lost 丢失                        ${zero(lost.length)}`,
    `  effects twice 重复               ${zero(twice.length)}  (${numbersBought} waybill numbers bought)`,
    `  verify 校验                      ${events} events, ${zero(findings)} findings`,
    ...(restartsMs.length > 0 ? [`  up again 重启                    p50 ${(percentile(restartsMs, 0.5) / 1000).toFixed(1)} s, p99 ${(percentile(restartsMs, 0.99) / 1000).toFixed(1)} s`] : []),
    ...[...lost, ...twice].slice(0, 20).map((sentence) => `  ${pc.red('✗')} ${sentence}`),
    '',
  ].join('\n');
}
