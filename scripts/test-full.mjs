// npm run test:full: what needs a real Kafka: the bus and the relay, the stories and races in separate processes, and faults.
// Takes KAFKA_BROKERS, else Docker, else Apache Kafka from Maven artifacts with the local Java; says which, and fails without.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, checkNode, install, root } from './prepare.mjs';
import { sumOf } from './results.mjs';

checkNode();
install();
build('e2e'); // and with it everything that runs as a process
const { kafkaForTests } = await import('@daifa/local-kafka/kafka-for-tests');
const kafka = await kafkaForTests();
const folder = join(root, '.results');
mkdirSync(folder, { recursive: true });
rmSync(join(folder, 'full.json'), { force: true });
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
// One file after another: each starts a world of a dozen processes.
const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', jest, '-c', join(root, 'jest.config.mjs'), '--runInBand', ...process.argv.slice(2)], {
  cwd: root, stdio: 'inherit', env: { ...process.env, KAFKA_BROKERS: kafka.brokers, TEST_FULL: 'true', TEST_PROJECT: 'full', FORCE_COLOR: undefined, NO_COLOR: '1' },
});
await kafka.stop();
console.log(`\nKafka was: ${kafka.kind}`);
sumOf(folder, status);
process.exit(status ?? 1);
