import { describe, expect, test } from '@jest/globals';
import type { StoredRecord } from '@daifa/event-store/port';
import fc from 'fast-check';
import type { IHeaders, Message } from 'kafkajs';
import { arrivalOf, markMessage, MalformedMessage, messageOf, partitionOf } from './message.js';

const PARTITIONS = 12;

const accepted: StoredRecord = {
  stream: 'order-0190c7e2', revision: 3, position: 4_711, type: 'PrintPermitConsumed',
  meta: '{"eventId":"7e1d","schemaVersion":1}', data: '{"lineId":"line-1","amountFen":1200}',
};

type Travelled = { key: Buffer | null; value: Buffer | null; headers: IHeaders };

/** A message as a consumer gets it: bytes, whatever they were before. */
function travelled({ key, value, headers = {} }: Message): Travelled {
  const bytes = (text: Buffer | string): Buffer => Buffer.from(text);
  return {
    key: key == null ? null : bytes(key), value: value === null ? null : bytes(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, Array.isArray(header) ? header.map(bytes) : header && bytes(header)])),
  };
}

const roundTrip = (record: StoredRecord): unknown => arrivalOf(travelled(messageOf(record, PARTITIONS, 1)));

const recordArbitrary = fc.record({
  stream: fc.stringMatching(/^[a-z]{1,9}-[A-Za-z0-9_.:-]{1,40}$/),
  revision: fc.integer({ min: 0, max: 1_999 }),
  position: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  type: fc.stringMatching(/^[A-Z][A-Za-z]{0,40}$/),
  // JSON as somebody else may have written it, spaces and all: it is kept to the letter.
  meta: fc.dictionary(fc.string(), fc.jsonValue()).map((meta) => JSON.stringify(meta, null, 1)),
  data: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()).map((data) => ` ${JSON.stringify(data)}`),
});

describe('a record', () => {
  test('arrives as it was stored, to the letter', () => {
    fc.assert(fc.property(recordArbitrary, (record) => expect(roundTrip(record)).toEqual({ kind: 'record', record })));
  });

  test('arrives with its Chinese, its emoji and its odd spaces', () => {
    const record = { ...accepted, data: '{ "name":"代发🚚",\t"note" : "\\u4e2d\u00e9\u2028" }' };
    expect(roundTrip(record)).toEqual({ kind: 'record', record });
  });

  test('arrives when it is as large as a broker takes, and is refused when it is larger', () => {
    const sized = (bytes: number): StoredRecord => ({ ...accepted, data: `{"note":"${'x'.repeat(bytes - 11)}"}` });
    expect(roundTrip(sized(900_000))).toEqual({ kind: 'record', record: sized(900_000) });
    expect(() => messageOf(sized(900_001), PARTITIONS, 1)).toThrow(MalformedMessage);
  });

  test('goes to the partition of its stream, which every Kafka client finds by the same hash', () => {
    // Values of Java's own client, org.apache.kafka.common.utils.Utils.murmur2.
    expect(['order-1', 'order-2', 'binding-7', 'aftersale-中'].map((stream) => partitionOf(stream, PARTITIONS))).toEqual([10, 3, 5, 7]);
    expect(messageOf(accepted, PARTITIONS, 1)).toMatchObject({ key: accepted.stream, partition: partitionOf(accepted.stream, PARTITIONS) });
  });

  test('tells the epoch of the relay that sent it', () => {
    expect(messageOf(accepted, PARTITIONS, 7).headers).toMatchObject({ epoch: '7' });
  });
});

test('a mark arrives as a mark, and goes to the partition it speaks of', () => {
  const mark = { after: 10, position: 2_010, count: 163 };
  expect(arrivalOf(travelled(markMessage(mark, 5, 1)))).toEqual({ kind: 'mark', mark });
  expect(markMessage(mark, 5, 1).partition).toBe(5);
});

const sound = travelled(messageOf(accepted, PARTITIONS, 1));
const withHeader = (name: string, header: IHeaders[string]): Travelled => ({ ...sound, headers: { ...sound.headers, [name]: header } });
const without = (name: string): Travelled => ({ ...sound, headers: Object.fromEntries(Object.entries(sound.headers).filter(([other]) => other !== name)) });
const withValue = (value: Buffer | string): Travelled => ({ ...sound, value: Buffer.from(value) });
/** Sound JSON, were it not for two bytes in it. */
const NOT_UTF8 = Buffer.concat([Buffer.from('{"note":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
const markOf = (value: string): Travelled => ({ key: null, value: Buffer.from(value), headers: { mark: '1' } });

test.each<[string, Travelled]>([
  ['without a key', { ...sound, key: null }],
  ['with an empty key', { ...sound, key: Buffer.alloc(0) }],
  ['with a key that is no stream', { ...sound, key: Buffer.from("'; drop table event --") }],
  ['with a key that is not UTF-8', { ...sound, key: NOT_UTF8 }],
  ['with a key longer than any stream', { ...sound, key: Buffer.from(`order-${'x'.repeat(200)}`) }],
  ['without a value', { ...sound, value: null }],
  ['with an empty value', withValue('')],
  ['with a value that is cut short', withValue('{"lineId":"li')],
  ['with a value that is no object', withValue('"PrintPermitConsumed"')],
  ['with a value that is null', withValue('null')],
  ['with a value that is a list', withValue('[{}]')],
  ['with a value that is not UTF-8', withValue(NOT_UTF8)],
  ['with a byte-order mark before its value', withValue('\ufeff{}')],
  ['with a value of another format', withValue(Buffer.from([0, 0, 0, 0, 1, 8, 150, 1]))],
  ['larger than any of ours', withValue(`{"note":"${'x'.repeat(900_000)}"}`)],
  ['without any header', { ...sound, headers: {} }],
  ['without its type', without('type')],
  ['with an empty type', withHeader('type', '')],
  ['with a type that no database keeps', withHeader('type', 'Order\0Accepted')],
  ['with two types', withHeader('type', ['OrderAccepted', 'OrderShipped'])],
  ['without its revision', without('revision')],
  ['with a revision below the first', withHeader('revision', '-1')],
  ['with a revision beyond any stream', withHeader('revision', '2000')],
  ['with a revision that is a number of another kind', withHeader('revision', '0x10')],
  ['with a position before the first', withHeader('position', '0')],
  ['with a position that is not exact any more', withHeader('position', '9007199254740993')],
  ['with a position in words', withHeader('position', '十')],
  ['with meta that is no JSON', withHeader('meta', '{eventId:1}')],
  ['with meta that is not UTF-8', withHeader('meta', NOT_UTF8)],
  ['that is half a mark', markOf('{"after":1,"position":2}')],
  ['that is a mark which goes back', markOf('{"after":9,"position":2,"count":0}')],
  ['that is a mark of nothing', markOf('')],
])('a message %s is refused', (_, message) => {
  expect(() => arrivalOf(message)).toThrow(MalformedMessage);
});

test('a refusal quotes nothing of the message', () => {
  const refusals = [withValue('{"phone":"13800138000"'), withHeader('meta', '13800138000'), withHeader('revision', '13800138000'), { ...sound, key: Buffer.from('13800138000 ') }, withHeader('type', '\x0013800138000')];
  for (const message of refusals) {
    expect(() => arrivalOf(message)).toThrow(MalformedMessage);
    expect(() => arrivalOf(message)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('138') }));
  }
});
