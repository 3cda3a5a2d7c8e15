import { describe, expect, test } from '@jest/globals';
import { accept, refuse, unlessRefused, unreachable, type Decision } from './decision.js';
import { sentences } from './given-when-then.js';

/** A counter that stops at three: enough to see that the sentences themselves can fail. */
type Counted = { readonly type: 'Counted'; readonly by: number; readonly note: string };
type Full = { readonly code: 'FULL'; readonly max: number };
const evolution = { initial: 0, evolve: (total: number, { by }: Counted) => total + by };
const given = sentences(evolution);
const one: Counted = { type: 'Counted', by: 1, note: 'one' };
const upTo = (target: number, total: number): Decision<Counted, Full> => (target > 3 ? refuse({ code: 'FULL', max: 3 }, { code: 'FULL', max: 4 }) : accept(total < target ? [{ ...one, by: target - total }] : []));
const always = (_: number): Decision<Counted, Full> => accept([one]);

describe('a sentence holds', () => {
  test('when exactly these events follow, compared by the fields it names', () => {
    given(one).when(upTo, 3).then({ type: 'Counted', by: 2 });
    given(one, one, one).when(upTo, 3).then();
    expect(given().when(upTo, 2).events).toEqual([{ ...one, by: 2 }]);
  });
  test('when exactly these refusals follow, in order', () => {
    given().when(upTo, 4).thenRefused({ code: 'FULL', max: 3 }, { max: 4 });
    expect(given().when(upTo, 4).events).toEqual([]);
  });
});

describe('a sentence fails', () => {
  test('on another event, one too many, one too few, or a field that is not there', () => {
    expect(() => given(one).when(upTo, 3).then({ by: 3 })).toThrow();
    expect(() => given(one).when(upTo, 3).then()).toThrow();
    expect(() => given(one).when(upTo, 3).then({ by: 2 }, {})).toThrow();
    expect(() => given(one).when(upTo, 3).then({ ...{ missing: undefined }, by: 2 })).toThrow();
  });
  test('when accepted instead of refused, and the other way round', () => {
    expect(() => given().when(upTo, 3).thenRefused({ code: 'FULL' })).toThrow('accepted');
    expect(() => given().when(upTo, 4).then()).toThrow('refused');
    expect(() => given().when(upTo, 4).thenRefused({ code: 'FULL' })).toThrow();
  });
  test('when the command asked again would add an event', () => {
    expect(() => given().when(always, 1).then({ by: 1 })).toThrow('asked again');
  });
});

test('a decision refuses with all that failed, or else accepts', () => {
  expect(unlessRefused<Counted, Full>([{ code: 'FULL', max: 1 }, { code: 'FULL', max: 2 }], () => [one])).toEqual({ kind: 'refused', refusals: [{ code: 'FULL', max: 1 }, { code: 'FULL', max: 2 }] });
  expect(unlessRefused<Counted, Full>([], () => [one])).toEqual({ kind: 'accepted', events: [one] });
});

test('reaching what cannot be is a programming error', () => {
  expect(() => unreachable({ odd: 1 } as never)).toThrow('unreachable: {"odd":1}');
});
