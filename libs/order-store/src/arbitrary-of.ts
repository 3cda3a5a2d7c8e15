import fc from 'fast-check';

type Typed = { readonly type: string };
type FieldsOf<Event extends Typed, Type> = Omit<Extract<Event, { readonly type: Type }>, 'type'>;

/** An arbitrary for each field of each type of a union, and no other. */
export type Arbitraries<Event extends Typed> = {
  readonly [Type in Event['type']]: { readonly [Field in keyof FieldsOf<Event, Type>]: fc.Arbitrary<FieldsOf<Event, Type>[Field]> };
};

export function anyOf<Event extends Typed>(fields: Arbitraries<Event>): fc.Arbitrary<Event> {
  const types = Object.entries<object>(fields).map(([type, record]) => fc.record({ type: fc.constant(type), ...record }) as fc.Arbitrary<Event>);
  return fc.oneof(...types);
}
