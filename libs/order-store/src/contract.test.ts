import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { EventMeta } from '@daifa/event-store/context';
import { addressShapes } from './address-shapes.js';
import { bindingShapes } from './binding-shapes.js';
import { caseShapes } from './case-shapes.js';
import { orderShapes } from './order-shapes.js';
import { AFTER_SALE, BINDING, CARRIER_SERVICE, FACTORY, ORDER, RULES, STATEMENT, STOCK, WAYBILL } from './orders.js';
import { priceShapes } from './price-shapes.js';
import { statementShapes } from './statement-shapes.js';
import { stockShapes } from './stock-shapes.js';
import { ruleShapes } from './rule-shapes.js';
import { waybillShapes } from './waybill-shapes.js';
import { isList, type Scalar, type Shape } from './shape.js';
import { PublishedContract } from './test-contract.js';

const contract = new PublishedContract();
const shapes: Readonly<Record<string, Readonly<Record<string, Shape>>>> = { [ORDER]: orderShapes, [BINDING]: bindingShapes, [AFTER_SALE]: caseShapes, [CARRIER_SERVICE]: addressShapes, [FACTORY]: priceShapes, [STATEMENT]: statementShapes, [RULES]: ruleShapes, [STOCK]: stockShapes, [WAYBILL]: waybillShapes };

/** A proto field in the words of our shapes. An instant that may be null cannot be told from another: a message is always optional. */
function published(field: DescField): Shape {
  if (field.fieldKind === 'list') return [field.listKind === 'message' ? publishedMessage(field.message) : publishedScalar(field, field.listKind === 'scalar' ? field.scalar : null)];
  if (field.fieldKind === 'message') return publishedMessage(field.message);
  return publishedScalar(field, field.fieldKind === 'scalar' ? field.scalar : null);
}

function publishedMessage(message: DescMessage): Shape {
  if (message.typeName === 'google.protobuf.Timestamp') return 'time';
  return Object.fromEntries(message.fields.map((field) => [field.jsonName, published(field)]));
}

function publishedScalar(field: DescField, scalar: ScalarType | null): Scalar {
  switch (scalar) {
    case ScalarType.STRING: return field.proto.proto3Optional ? 'text?' : 'text';
    case ScalarType.INT32: return 'int32';
    case ScalarType.INT64: return field.proto.proto3Optional ? 'int64?' : 'int64';
    case ScalarType.BOOL: return 'flag';
    default: throw new Error(`${field.name} has a type that no stored event uses`);
  }
}

function withoutNullTimes(shape: Shape): Shape {
  if (typeof shape === 'string') return shape === 'time?' ? 'time' : shape;
  return isList(shape) ? [withoutNullTimes(shape[0])] : Object.fromEntries(Object.entries(shape).map(([field, inner]) => [field, withoutNullTimes(inner)]));
}

describe('the published contract', () => {
  const types = Object.entries(shapes).flatMap(([category, kinds]) => Object.entries(kinds).map(([type, shape]) => ({ category, type, shape })));

  test.each(types)('says of $category $type, field for field, what is stored', ({ category, type, shape }) => {
    expect(publishedMessage(contract.message(category, type))).toEqual(withoutNullTimes(shape));
  });

  test.each(Object.entries(shapes))('describes no event of a %s stream that does not exist', (category, kinds) => {
    const parts = ['OrderLine', 'SealedReceiver', 'SealedReceiver.Sealed', 'SealedReceiver.Mask', 'SealedReceiver.Region', 'ReviewReason', 'WorkingCalendar', 'WorkingCalendar.Exception', 'ShipPolicy', 'ShipPolicy.Cutoff', 'ShipPolicy.Limit', 'StageTarget', 'ReviewRule', 'StockEntry', 'ServiceApplied.Region', 'ServiceApplied.Contact'];
    const described = contract.messageNames(category).map((name) => name.slice(`${category}.v1.`.length)).filter((name) => !parts.includes(name));
    expect(described.sort()).toEqual(Object.keys(kinds).sort());
  });

  test('says of the metadata what is stored', () => {
    const stored = {
      eventId: '0c2f6d0e-8f3b-5a51-9d51-0a1b2c3d4e5f', schemaVersion: 1, recordedAt: '2026-11-11T02:00:00.000Z', occurredAt: '2026-11-11T02:00:00.000Z', correlationId: 'c',
      causationId: null, actor: { kind: 'merchant', id: 'm' }, commandId: 'k', prevHash: '', ruleVersion: 'r1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    } satisfies Required<EventMeta>;
    expect(() => contract.read('event', 'EventMeta', JSON.stringify(stored))).not.toThrow();
    expect(contract.message('event', 'EventMeta').fields.map(({ jsonName }) => jsonName)).toEqual(Object.keys(stored));
  });

  test('is read strictly: a field it does not name is refused', () => {
    expect(() => contract.read(ORDER, 'OrderClosed', '{"reason":"REFUNDED","at":"2026-11-11T02:00:00.000Z","receiver":"x"}')).toThrow('receiver');
  });
});
