import { mkdirSync, writeFileSync } from 'node:fs';

/** Leaves the counts of a run in .results, where scripts/test.mjs adds them up (a cached run brings its counts back with it). */
export default class CountReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const project = process.env.TEST_PROJECT ?? 'all';
    const folder = new URL('../.results/', import.meta.url);
    mkdirSync(folder, { recursive: true });
    const counts = { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests };
    writeFileSync(new URL(`${project}.json`, folder), JSON.stringify(counts));
  }
}
