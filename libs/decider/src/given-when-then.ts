import { strict as assert } from 'node:assert';
import type { Decision, Evolution } from './decision.js';

/**
 * Sentences for deciders: given what happened, when somebody asks, then this happens or is refused. Every `then` asks the
 * command a second time and expects no events, so that idempotence is tested everywhere.
 */
export type Sentence<State, Event> = {
  when<Command, Refusal extends { readonly code: string }>(decide: (command: Command, state: State) => Decision<Event, Refusal>, command: Command): Then<Event, Refusal>;
};

export type Then<Event, Refusal extends { readonly code: string }> = {
  /** Exactly these events, each compared by the fields given. */
  then(...events: readonly Partial<Event>[]): void;
  /** Exactly these refusals, in this order, each compared by the fields given. */
  thenRefused(...refusals: readonly Partial<Refusal>[]): void;
  /** The events themselves, for what a sentence cannot say. */
  readonly events: readonly Event[];
};

export function sentences<State, Event>({ initial, evolve }: Evolution<State, Event>): (...events: readonly Event[]) => Sentence<State, Event> {
  return (...history) => ({
    when: (decide, command) => {
      const before = history.reduce(evolve, initial);
      const decision = decide(command, before);
      const events = decision.kind === 'accepted' ? decision.events : [];
      return {
        events,
        then: (...expected) => {
          assert.equal(decision.kind, 'accepted', `refused: ${JSON.stringify(decision)}`);
          assertMatches(events, expected);
          const again = decide(command, events.reduce(evolve, before));
          assert.deepEqual(again.kind === 'accepted' ? again.events : [], [], 'the command asked again must add nothing');
        },
        thenRefused: (...expected) => {
          assert.equal(decision.kind, 'refused', `accepted: ${JSON.stringify(decision)}`);
          assertMatches(decision.kind === 'refused' ? decision.refusals : [], expected);
        },
      };
    },
  });
}

function assertMatches(actual: readonly unknown[], expected: readonly object[]): void {
  const shown = actual.map((one, n) => pick(one, expected[n] ?? {}));
  assert.deepEqual(shown, expected, `got ${JSON.stringify(actual, null, 1)}`);
  assert.equal(actual.length, expected.length, `got ${JSON.stringify(actual, null, 1)}`);
}

/** Only the fields the expectation names; everything where it names none. */
function pick(value: unknown, like: object): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([key]) => key in like);
  return Object.fromEntries(Object.keys(like).length === 0 ? Object.entries(value) : fields);
}
