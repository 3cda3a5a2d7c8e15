import { expect, test } from '@jest/globals';
import { proxiedDatabase } from './connections.js';
import { NEMESES, type Nemesis } from './nemesis.js';
import { publishedAgain } from './republish.js';
import { tortureFull } from './torture-full.js';

/** Each nemesis once. More by hand: npm run torture -- --minutes 30 */
const ROUNDS = 1;

/** How soon it takes orders again is told, and promised as ten seconds; a test asserts no time. Kafka is among the victims, so it is a broker of the world's own. */
async function keepsItsWord(nemeses: readonly Nemesis[], settings: Readonly<Record<string, string>>): Promise<void> {
  const blows = nemeses.length * ROUNDS;
  const report = await tortureFull({
    world: { settings: { KAFKA_BROKERS: '', ...settings } }, nemeses, goesOn: (done) => done < blows,
    onBlow: (done, name) => void process.stderr.write(`blow ${done} of ${blows}: ${name}\n`),
  });
  process.stderr.write(`full torture: ${JSON.stringify({ ...report, resumesMs: report.resumesMs.map(Math.round) })}\n`);
  const { acknowledged, numbersBought, lost, twice, findings, parkedKeys, deadLetters, unlike } = report;
  expect(acknowledged).toBeGreaterThan(0);
  expect(numbersBought).toBeGreaterThan(0);
  expect({ lost, twice, findings, parkedKeys, deadLetters, unlike }).toEqual({ lost: [], twice: [], findings: 0, parkedKeys: 0, deadLetters: 0, unlike: [] });
}

test('F3, F4, F13: services, relay, edge, PostgreSQL and Kafka are killed and put to sleep under load: nothing acknowledged is lost, nothing happens twice', () =>
  keepsItsWord(NEMESES, {}), 900_000);

test('F2, F5, F6: connections to the database are cut, held, refused and slow, answers are lost, everything is delivered again: the same', async () => {
  const database = await proxiedDatabase();
  try {
    await keepsItsWord([...database.nemeses, publishedAgain], { DATABASE_URL: database.url });
  } finally {
    await database.close();
  }
}, 900_000);
