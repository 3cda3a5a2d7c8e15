/**
 * What the fields of a stored event hold, as data: the codec checks by it, and a test holds it against the proto field by
 * field. `time` is an instant as `Date.toISOString` writes it, so that instants compare as text; a question mark allows null.
 */
export type Shape = Scalar | readonly [Shape] | { readonly [field: string]: Shape };

export type Scalar = 'text' | 'text?' | 'time' | 'time?' | 'int32' | 'int64' | 'int64?' | 'flag';

/** The shapes that fit a value of the domain. */
export type ShapeOf<Value> = [Value] extends [string] ? 'text' | 'time'
  : [Value] extends [string | null] ? 'text?' | 'time?'
    : [Value] extends [number] ? 'int32' | 'int64'
    : [Value] extends [number | null] ? 'int64?'
      : [Value] extends [boolean] ? 'flag'
        : [Value] extends [readonly (infer Item)[]] ? readonly [ShapeOf<Item>]
          : { readonly [Field in keyof Value]-?: ShapeOf<Value[Field]> };

type Typed = { readonly type: string };

/** One shape for each type of a union, and no other. */
export type ShapesOf<Event extends Typed> = { readonly [Type in Event['type']]: ShapeOf<Omit<Extract<Event, { readonly type: Type }>, 'type'>> };

/** Where in a value the first fault is, such as `.lines[0].quantity`; null when there is none. Never holds a value: it is logged. */
export type FaultFinder = (value: unknown) => string | null;

/** Prepares the check of a shape. Exact: a missing field is a fault, and so is one more. */
export function faultFinder(shape: Shape): FaultFinder {
  if (typeof shape === 'string') return scalarFault(isScalar[shape]);
  return isList(shape) ? listFault(faultFinder(shape[0])) : fieldsFault(Object.entries(shape).map(([field, inner]) => [field, faultFinder(inner)]));
}

export const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function scalarFault(holds: (value: unknown) => boolean): FaultFinder {
  return (value) => (holds(value) ? null : '');
}

function listFault(itemFault: FaultFinder): FaultFinder {
  return (value) => {
    if (!Array.isArray(value)) return '';
    const faults = value.map(itemFault);
    const place = faults.findIndex((fault) => fault !== null);
    return place === -1 ? null : `[${place}]${faults[place] ?? ''}`;
  };
}

function fieldsFault(fields: readonly (readonly [string, FaultFinder])[]): FaultFinder {
  const known = new Set(fields.map(([field]) => field));
  return (value) => {
    if (!isRecord(value)) return '';
    for (const [field, faultIn] of fields) {
      const fault = faultIn(value[field]);
      if (fault !== null) return `.${field}${fault}`;
    }
    const names = Object.keys(value);
    return names.length === known.size ? null : `.${names.find((name) => !known.has(name)) ?? ''}`;
  };
}

// No database text column, and no protobuf string, holds these two: what is stored must be readable for everybody.
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const INSTANT = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const INT32_MAX = 2 ** 31 - 1;

const isText = (value: unknown): boolean => typeof value === 'string' && !UNSTORABLE.test(value);
const isTime = (value: unknown): boolean => typeof value === 'string' && INSTANT.test(value);
const isInt64 = (value: unknown): boolean => Number.isSafeInteger(value);

const isScalar: Readonly<Record<Scalar, (value: unknown) => boolean>> = {
  text: isText,
  'text?': (value) => value === null || isText(value),
  time: isTime,
  'time?': (value) => value === null || isTime(value),
  int32: (value) => typeof value === 'number' && isInt64(value) && Math.abs(value) <= INT32_MAX,
  int64: isInt64,
  'int64?': (value) => value === null || isInt64(value),
  flag: (value) => typeof value === 'boolean',
};
