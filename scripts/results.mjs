// The counts that each jest run left, a line for each, and one line with their sum: what CI reads.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** @param status of the run that ended just now: a failure outside the tests counts as one */
export function sumOf(folder, status) {
  const projects = readdirSync(folder).sort().map((file) => ({ name: basename(file, '.json'), ...JSON.parse(readFileSync(join(folder, file), 'utf8')) }));
  const sum = (kind) => projects.reduce((total, project) => total + project[kind], 0);
  const skippedText = (skipped) => (skipped > 0 ? `, ${skipped} skipped` : '');
  console.log('');
  for (const { name, passed, failed, skipped } of projects) console.log(`${name.padEnd(18)} ${String(passed).padStart(5)} passed, ${failed} failed${skippedText(skipped)}`);
  const failedTests = sum('failed');
  if (status !== 0 && failedTests === 0) console.error('\nSomething outside the tests failed (build or lint): see above. It counts as one failure.');
  console.log(`\n${sum('passed')} passed, ${status !== 0 && failedTests === 0 ? 1 : failedTests} failed${skippedText(sum('skipped'))}`);
}
