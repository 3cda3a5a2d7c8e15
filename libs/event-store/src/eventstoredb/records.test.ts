import { sampleAppend, sampleRecord } from '../contract-bench.js';
import { eventsOf, ForeignRecord, numberOf, storedRecord } from './records.js';

const idsOf = (append: Parameters<typeof eventsOf>[0]): readonly string[] => eventsOf(append).map(({ id }) => id);

test('the same append has the same ids, and any other append none of them', () => {
  const append = sampleAppend('order-1', 0, 2);
  const ids = idsOf(append);
  expect(idsOf(sampleAppend('order-1', 0, 2))).toEqual(ids);
  expect(new Set(ids).size).toBe(2);
  const [first] = append.records;
  const others = [{ ...append, stream: 'order-2' }, { ...append, expectedRevision: 1 }, { ...append, records: first ? [first] : [] }, { ...append, records: [sampleRecord(1), { ...sampleRecord(2), type: 'Other' }] }];
  for (const other of others) for (const id of idsOf(other)) expect(ids).not.toContain(id);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a position is a number as long as a number can hold it', () => {
  expect(numberOf(BigInt(Number.MAX_SAFE_INTEGER))).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => numberOf(BigInt(Number.MAX_SAFE_INTEGER) + 1n)).toThrow(RangeError);
  expect(() => numberOf(2n ** 64n - 1n)).toThrow('22.6'); // what servers before 22.6 give for events of streams
  expect(() => numberOf(undefined)).toThrow(RangeError);
});

test('a link whose event is gone is nothing we wrote', () => {
  expect(() => storedRecord({})).toThrow(ForeignRecord);
});
