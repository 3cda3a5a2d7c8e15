import { type Asked, type Level, LEVELS } from './register.js';
import type { NamedTest } from './named-tests.js';

const HEADINGS: Readonly<Record<Level, string>> = {
  P0: 'Features, first priority', rule: 'Rules', outcome: 'A hold arrives at a state', race: 'Races', invariant: 'Invariants', story: 'Stories', later: 'Features, later',
};

/** As many as a reader needs to find the room; the search for the id finds the others. */
const TESTS_SHOWN_MAX = 3;

/** docs/traceability.md: which tests would notice if something asked were not true any more. */
export function reportOf(asked: readonly Asked[], tests: ReadonlyMap<string, readonly NamedTest[]>): string {
  const covered = asked.filter(({ id }) => tests.has(id)).length;
  const sections = LEVELS.map((level) => sectionOf(level, asked.filter((one) => one.level === level), tests));
  return [
    '# What is asked, and the tests that prove it',
    '',
    'Written by `npm run trace` from `e2e/trace/register.json` and the names of the tests. *done* means that every sentence of it is true;',
    '`missing` that no test carries its id. CI fails when something done loses its last test.',
    '',
    `${asked.length} ids, ${asked.filter(({ done }) => done).length} done, ${covered} with tests.`,
    '',
    ...sections,
  ].join('\n');
}

function sectionOf(level: Level, asked: readonly Asked[], tests: ReadonlyMap<string, readonly NamedTest[]>): string {
  const rows = asked.map(({ id, about, done }) => `| ${id} | ${about.replaceAll('|', '\\|')} | ${done ? 'done' : ''} | ${shown(tests.get(id) ?? [])} |`);
  return [`## ${HEADINGS[level]}`, '', '| id | about | state | tests |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

function shown(tests: readonly NamedTest[]): string {
  if (tests.length === 0) return '`missing`';
  const files = [...new Set(tests.map(({ file }) => file))];
  const more = files.length - TESTS_SHOWN_MAX;
  return `${tests.length}: ${files.slice(0, TESTS_SHOWN_MAX).map((file) => `[${file}](../${file})`).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
