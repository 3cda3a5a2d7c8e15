import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './message.js';
import { murmur2 } from './murmur2.js';

test('the hash is that of Java\'s client', () => {
  // Values of org.apache.kafka.common.utils.Utils.murmur2, unsigned, for keys of every length modulo four.
  expect(['', '2', '21', 'foo', 'abc-', 'order-1', 'order-22', 'aftersale-中'].map((key) => murmur2(Buffer.from(key)))).toEqual([275646681, 648968168, 3321034988, 597841616, 459384195, 1221710326, 2878557641, 3010378743]);
});

test('a stream goes where kafkajs would send its key, for any number of partitions', () => {
  const partitioner = Partitioners.DefaultPartitioner();
  const layout = (partitions: number) => Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 0, partitionErrorCode: 0, replicas: [], isr: [] }));
  fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.integer({ min: 1, max: 100 }), (stream, partitions) => {
    expect(partitionOf(stream, partitions)).toBe(partitioner({ topic: '', partitionMetadata: layout(partitions), message: { key: stream, value: null } }));
  }), { numRuns: 1_000 });
});
