// Starts one Kafka broker for trying things out: node deploy/kafka-local/run.mjs [--port 9092] [--data data/kafka]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, checkNode, fail, install, root } from '../../scripts/prepare.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '9092' }, data: { type: 'string', default: join(root, 'data', 'kafka') } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`--port takes a number from 0 (any free one) to 65535, not ${values.port}.`);
checkNode();
install();
build('local-kafka');
const { startKafka, KafkaStartError } = await import('@daifa/local-kafka/kafka');

try {
  const kafka = await startKafka({ dataDir: values.data, port, log: (line) => console.error(line) });
  console.log(`Kafka answers at ${kafka.brokers} (process ${kafka.pid}), its data is in ${values.data}.`);
  console.log(`For Daifa: export KAFKA_BROKERS=${kafka.brokers}    Ctrl-C stops it; the data stays.`);
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {
    asked = true;
    void kafka.stop();
  });
  await kafka.exited;
  if (!asked) fail('Kafka ended by itself: see the lines above.');
} catch (error) {
  if (!(error instanceof KafkaStartError)) throw error;
  fail(error.message);
}
