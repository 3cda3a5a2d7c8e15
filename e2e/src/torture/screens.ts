import pc from 'picocolors';
import { percentile } from '../bench/measure.js';
import type { FullTortureReport } from './torture-full.js';
import type { TortureReport } from './torture.js';

/** What a person reads after the embedded world was killed. */
export function screenOf({ kills: { anywhere, label, database }, restartsMs, ...report }: TortureReport): string {
  return [
    '',
    `  kill -9 强杀                     ${anywhere + label + database}: program ${anywhere}, while a number was bought ${label}, PostgreSQL ${database}`,
    ...verdictOf(report),
    ...(restartsMs.length > 0 ? [`  up again 重启                    ${seconds(restartsMs)}`] : []),
    ...brokenOf(report),
    '',
  ].join('\n');
}

/** What a person reads after the full world was struck. */
export function fullScreenOf({ struck, parkedKeys, unlike, resumesMs, ...report }: FullTortureReport, ledger: string): string {
  return [
    '',
    `  blows 打击                       ${Object.values(struck).reduce((sum, times) => sum + times, 0)}`,
    ...Object.entries(struck).map(([name, times]) => `    ${String(times).padStart(4)} × ${name}`),
    ...verdictOf(report),
    `  parked keys 停放                 ${zero(parkedKeys)}`,
    `  read models rebuilt 重建         ${unlike.length === 0 ? pc.green('all the same') : pc.red(`other: ${unlike.join(', ')}`)}`,
    `  orders again after 恢复          ${seconds(resumesMs)}`,
    ...brokenOf(report),
    `  ledger 台账                      ${ledger}`,
    '',
  ].join('\n');
}

type Verdict = Pick<TortureReport, 'acknowledged' | 'unclear' | 'orders' | 'lost' | 'twice' | 'numbersBought' | 'events' | 'findings'>;

function verdictOf({ acknowledged, unclear, orders, lost, twice, numbersBought, events, findings }: Verdict): readonly string[] {
  return [
    `  acknowledged 已确认              ${acknowledged} commands on ${orders} orders; ${unclear} answers lost and asked again`,
    `  lost 丢失                        ${zero(lost.length)}`,
    `  effects twice 重复               ${zero(twice.length)}  (${numbersBought} waybill numbers bought)`,
    `  verify 校验                      ${events} events, ${zero(findings)} findings`,
  ];
}

function brokenOf({ lost, twice }: Pick<Verdict, 'lost' | 'twice'>): readonly string[] {
  return [...lost, ...twice].slice(0, 20).map((sentence) => `  ${pc.red('✗')} ${sentence}`);
}

const zero = (count: number): string => (count === 0 ? pc.green('0') : pc.red(String(count)));

const seconds = (all: readonly number[]): string => `p50 ${(percentile(all, 0.5) / 1000).toFixed(1)} s, p99 ${(percentile(all, 0.99) / 1000).toFixed(1)} s`;
