import { describe, expect, test } from '@jest/globals';
import type { StoredRecord } from '@daifa/event-store/port';
import { arrivalOf, partitionOf } from './message.js';
import { requestsOf } from './relay-page.js';

const PARTITIONS = 12;

function record(position: number, over: Partial<StoredRecord> = {}): StoredRecord {
  return { stream: `order-${position % 5}`, revision: Math.floor(position / 5), position, type: 'OrderAccepted', meta: '{"schemaVersion":1}', data: '{"amountFen":1200}', ...over };
}

function requests(after: number, records: readonly StoredRecord[], report: (failure: string) => void = () => undefined) {
  return requestsOf({ after, records }, { partitions: PARTITIONS, epoch: 4, report }).map((request) => request.map(({ partition, key, value, headers }) => ({
    partition, bytes: (value?.length ?? 0),
    arrival: arrivalOf({ key: key == null ? null : Buffer.from(key), value: Buffer.from(value ?? ''), headers: headers ?? {} }),
  })));
}

const page = [record(11), record(12), record(13), record(16)];

describe('a page on its way to the topic', () => {
  test('is its records in their order, each on the partition of its stream, and then a mark for every partition', () => {
    const [request = [], ...others] = requests(10, page);
    expect(others).toEqual([]);
    expect(request.slice(0, 4)).toMatchObject(page.map((one) => ({ partition: partitionOf(one.stream, PARTITIONS), arrival: { kind: 'record', record: one } })));
    expect(request.slice(4).map(({ partition }) => partition)).toEqual(Array.from({ length: PARTITIONS }, (_, n) => n));
  });

  test('is marked with where it began, where it ends, and how many records of it a partition got', () => {
    const [request = []] = requests(10, page);
    for (const { partition, arrival } of request.slice(4)) {
      const count = page.filter(({ stream }) => partitionOf(stream, PARTITIONS) === partition).length;
      expect(arrival).toEqual({ kind: 'mark', mark: { after: 10, position: 16, count } });
    }
  });

  test('goes in several requests where a partition\'s share is more than a broker takes at once, in order and marked at its end', () => {
    const large = Array.from({ length: 9 }, (_, n) => record(n + 1, { stream: 'order-one', revision: n, data: `{"note":"${'x'.repeat(300_000)}"}` }));
    const parts = requests(0, large);
    expect(parts).toHaveLength(3);
    expect(parts.flat().flatMap(({ arrival }) => (arrival.kind === 'record' ? [arrival.record.revision] : []))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(parts.map((part) => part.filter(({ arrival }) => arrival.kind === 'mark').length)).toEqual([0, 0, PARTITIONS]);
    for (const part of parts) expect(part.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(1_000_000);
  });

  test('leaves out an event that no broker takes, says so without its content, and counts it, so that consumers miss it', () => {
    const said: string[] = [];
    const [request = []] = requests(0, [record(1, { data: `{"phone":"13800138000","note":"${'x'.repeat(900_000)}"}` }), record(2)], (failure) => said.push(failure));
    expect(request.filter(({ arrival }) => arrival.kind === 'record')).toHaveLength(1);
    expect(request.reduce((sum, { arrival }) => sum + (arrival.kind === 'mark' ? arrival.mark.count : 0), 0)).toBe(2);
    expect(said).toEqual([expect.stringMatching(/^the event at position 1 has \d+ bytes.*consumers read it from the store$/)]);
  });
});
