import { expect, test } from '@jest/globals';
import { NEMESES } from './nemesis.js';
import { tortureFull } from './torture-full.js';

/** Each nemesis twice. More by hand: npm run torture -- --minutes 30 */
const ROUNDS = 2;
/** What design and runbook promise of healing. */
const RESUMES_MS_MAX = 10_000;

test('services, relay, edge, PostgreSQL and Kafka are killed and put to sleep under load: nothing acknowledged is lost, nothing happens twice', async () => {
  const blows = NEMESES.length * ROUNDS;
  // Kafka is among the victims, so it is a broker of the world's own.
  const report = await tortureFull({ world: { settings: { KAFKA_BROKERS: '' } }, goesOn: (done) => done < blows });
  process.stderr.write(`full torture: ${JSON.stringify({ ...report, resumesMs: report.resumesMs.map(Math.round) })}\n`);
  const { acknowledged, numbersBought, lost, twice, findings, parkedKeys, deadLetters, unlike, resumesMs } = report;
  expect(acknowledged).toBeGreaterThan(0);
  expect(numbersBought).toBeGreaterThan(0);
  expect({ lost, twice, findings, parkedKeys, deadLetters, unlike }).toEqual({ lost: [], twice: [], findings: 0, parkedKeys: 0, deadLetters: 0, unlike: [] });
  expect(resumesMs.filter((ms) => ms > RESUMES_MS_MAX)).toEqual([]);
}, 900_000);
