import { UnknownEventType, type Codec } from '@daifa/event-store/context';
import type { OrderEvent } from '@daifa/order-domain/events';
import { facts, imported, permitConsumed } from '@daifa/order-domain/samples';
import fc from 'fast-check';
import { arbitraryOrderEvent } from './arbitrary-order-events.js';
import { arbitraryAddressEvent, arbitraryBindingEvent, arbitraryCaseEvent, arbitraryPriceEvent, arbitraryRuleEvent, arbitraryStatementEvent, arbitraryStockEvent, arbitraryWaybillEvent } from './arbitrary-events.js';
import { addressCodec, bindingCodec, caseCodec, eventCodec, MalformedEvent, orderCodec, priceCodec, ruleCodec, statementCodec, stockCodec, waybillCodec } from './codec.js';
import { AFTER_SALE, BINDING, CARRIER_SERVICE, FACTORY, ORDER, RULES, STATEMENT, STOCK, WAYBILL } from './orders.js';
import { PublishedContract } from './test-contract.js';

const contract = new PublishedContract();

function comesBack<Event extends { readonly type: string }>(codec: Codec<Event>, events: fc.Arbitrary<Event>, category: string, numRuns: number): void {
  fc.assert(fc.property(events, (event) => {
    const { type, schemaVersion, data } = codec.encode(event);
    expect(codec.decode(type, schemaVersion, data)).toEqual(event);
    contract.read(category, type, data);
  }), { numRuns });
}

describe('any event comes back from the store as it was, and fits the published contract', () => {
  test('of an order', () => comesBack(orderCodec, arbitraryOrderEvent, ORDER, 2_000));
  test('of a binding', () => comesBack(bindingCodec, arbitraryBindingEvent, BINDING, 300));
  test('of a case', () => comesBack(caseCodec, arbitraryCaseEvent, AFTER_SALE, 300));
  test('of an address book', () => comesBack(addressCodec, arbitraryAddressEvent, CARRIER_SERVICE, 300));
  test('of a price list', () => comesBack(priceCodec, arbitraryPriceEvent, FACTORY, 300));
  test('of a waybill number', () => comesBack(waybillCodec, arbitraryWaybillEvent, WAYBILL, 300));
  test('of a day of statements', () => comesBack(statementCodec, arbitraryStatementEvent, STATEMENT, 300));
  test('of a stock ledger', () => comesBack(stockCodec, arbitraryStockEvent, STOCK, 300));
  test('of a rule book', () => comesBack(ruleCodec, arbitraryRuleEvent, RULES, 300));
});

describe('what cannot be read for certain is not read', () => {
  const closed = JSON.stringify({ reason: 'REFUNDED', at: imported.at });

  test('an event type nobody knows', () => {
    expect(() => orderCodec.decode('OrderTeleported', 1, closed)).toThrow(UnknownEventType);
  });

  test.each([2, 0, -1, 1.5, Number.NaN])('version %d of a known type', (version) => {
    expect(() => orderCodec.decode('OrderClosed', version, closed)).toThrow(UnknownEventType);
  });

  test.each([
    ['text that is no JSON', '{"reason":"REF', 'its root'],
    ['no object', '["REFUNDED"]', 'its root'],
    ['a missing field', `{"at":"${imported.at}"}`, '.reason'],
    ['a field too many', closed.replace('{', '{"by":"x",'), '.by'],
    ['a type that contradicts the record', closed.replace('{', '{"type":"OrderImported",'), '.type'],
    ['null where there must be a value', `{"reason":null,"at":"${imported.at}"}`, '.reason'],
    ['a day that does not exist', '{"reason":"REFUNDED","at":"2026-13-11T02:00:00.000Z"}', '.at'],
    ['an instant that does not compare as text', '{"reason":"REFUNDED","at":"2026-11-11T02:00:00Z"}', '.at'],
  ])('%s', (_, data, place) => {
    expect(() => orderCodec.decode('OrderClosed', 1, data)).toThrow(`event OrderClosed version 1 is malformed at ${place}`);
  });

  test('a fault deep inside is named by its place, and not by its value', () => {
    const data = orderCodec.encode(imported).data.replace('"quantity":3', '"quantity":"secret"');
    expect(() => orderCodec.decode('OrderImported', 1, data)).toThrow(new MalformedEvent('OrderImported', 1, '.lines[1].quantity'));
  });
});

describe('what could not be read is not written', () => {
  const updated = { type: 'OrderUpdated', ...facts, at: imported.at } as const;
  test.each<[string, OrderEvent, string]>([
    ['a number that JSON cannot hold', { ...updated, paidFen: Number.NaN }, '.paidFen'],
    ['a fraction of a fen', { ...updated, paidFen: 0.1 }, '.paidFen'],
    ['more fen than a number can count', { ...updated, paidFen: 2 ** 53 }, '.paidFen'],
    ['half a character', { ...updated, buyerMessage: '😊'.slice(0, 1) }, '.buyerMessage'],
    ['a zero byte', { ...updated, sellerNote: 'a\0' }, '.sellerNote'],
    ['a quantity beyond 32 bits', { type: 'ReceiverChanged', receiver: imported.receiver, addressVersion: 2 ** 31, at: imported.at }, '.addressVersion'],
    ['a field that the event does not have', Object.assign({ caller: 'somebody' }, permitConsumed), '.caller'],
  ])('%s', (_, event, place) => {
    expect(() => orderCodec.encode(event)).toThrow(new MalformedEvent(event.type, 1, place));
  });
});

describe('an event type that has changed', () => {
  type Weighed = { readonly type: 'Weighed'; readonly grams: number; readonly scale: string | null; readonly by: string | null };
  const codec = eventCodec<Weighed>({
    shapes: { Weighed: { grams: 'int32', scale: 'text?', by: 'text?' } },
    upcasts: { Weighed: [(first) => ({ ...first, scale: null }), (second) => ({ ...second, by: null })] },
  });

  test('F-AU-07: is lifted step by step, from whatever version', () => {
    expect(codec.decode('Weighed', 1, '{"grams":5}')).toEqual({ type: 'Weighed', grams: 5, scale: null, by: null });
    expect(codec.decode('Weighed', 2, '{"grams":5,"scale":"S1"}')).toEqual({ type: 'Weighed', grams: 5, scale: 'S1', by: null });
    expect(codec.decode('Weighed', 3, '{"grams":5,"scale":"S1","by":"A"}')).toEqual({ type: 'Weighed', grams: 5, scale: 'S1', by: 'A' });
  });

  test('is written as the version of today', () => {
    expect(codec.encode({ type: 'Weighed', grams: 5, scale: null, by: null })).toEqual({ type: 'Weighed', schemaVersion: 3, data: '{"grams":5,"scale":null,"by":null}' });
  });

  test('F-AU-07: is not guessed when it comes from tomorrow', () => {
    expect(() => codec.decode('Weighed', 4, '{"grams":5,"scale":null,"by":null}')).toThrow(UnknownEventType);
  });
});
