import type { RunningProcess } from '../running-file.js';
import type { Row } from '../screen.js';
import { labelOf } from './program.js';

/** A row for each process: name, process id, where it listens. */
export function processRows(running: readonly RunningProcess[]): readonly Row[] {
  const wide = Math.max(...running.map(({ pid }) => String(pid).length));
  return running.map((one) => [labelOf(one), `${String(one.pid).padStart(wide)}  ${one.url}`]);
}

/** What only this world can show: that it heals. */
export function tryNext(running: readonly RunningProcess[]): readonly Row[] {
  const victim = running.find(({ name }) => name === 'orders');
  return victim === undefined ? [] : [[`kill -9 ${victim.pid}`, `ends ${labelOf(victim)} the hard way: see it come back 强制结束后自动恢复`]];
}
