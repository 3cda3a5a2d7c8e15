import { afterAll, beforeAll } from '@jest/globals';
import { type KafkaForTests, kafkaForTests } from '@daifa/local-kafka/kafka-for-tests';
import { busContract } from '../contract.js';
import { kafkaFixture } from './test-kafka-bus.js';

let kafka: KafkaForTests;
beforeAll(async () => {
  kafka = await kafkaForTests();
}, 300_000);
afterAll(() => kafka.stop());

// One partition, as the log is one: the same sentences, to the letter.
busContract('on Kafka', () => kafkaFixture({ brokers: kafka.brokers, partitions: 1 }));
