import { expect, test } from '@jest/globals';
import { spanContextOf, traceparentFrom, traceparentIn, traceparentOf } from './trace-context.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

test('a traceparent of the specification is taken as it is', () => {
  expect(traceparentFrom(TRACEPARENT)).toBe(TRACEPARENT);
  expect(traceparentOf(spanContextOf(TRACEPARENT))).toBe(TRACEPARENT);
});

test.each([
  ['nothing', undefined],
  ['two headers', [TRACEPARENT, TRACEPARENT]],
  ['another version', TRACEPARENT.replace('00-', 'ff-')],
  ['a trace of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
  ['a span of zeros', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
  ['capital letters', TRACEPARENT.toUpperCase()],
  ['more behind it', `${TRACEPARENT}-x`],
])('%s begins anew', (_, header) => {
  expect(traceparentFrom(header)).toBeNull();
});

test('an event tells the trace it was appended in, and no text in it can pretend to', () => {
  const of = (meta: object): string | null => traceparentIn({ meta: JSON.stringify(meta) });
  expect(of({ eventId: 'e', traceparent: TRACEPARENT })).toBe(TRACEPARENT);
  expect(of({ eventId: 'e' })).toBeNull();
  expect(of({ eventId: 'e', traceparent: 'none' })).toBeNull();
  expect(of({ correlationId: `","traceparent":"${TRACEPARENT}"` })).toBeNull();
});
