/**
 * What a decision can be. Accepted with no events means: already so. A refusal carries every guard that failed, not only
 * the first, so that a person can mend all of them at once.
 */
export type Decision<Event, Refusal> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[] }
  | { readonly kind: 'refused'; readonly refusals: readonly [Refusal, ...Refusal[]] };

/** How a stream's events become a state. Pure: believes every event, judges none. */
export type Evolution<State, Event> = {
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
};

export function accept<Event>(events: readonly Event[]): { readonly kind: 'accepted'; readonly events: readonly Event[] } {
  return { kind: 'accepted', events };
}

export function refuse<Refusal>(first: Refusal, ...others: readonly Refusal[]): { readonly kind: 'refused'; readonly refusals: readonly [Refusal, ...Refusal[]] } {
  return { kind: 'refused', refusals: [first, ...others] };
}

/** Refuses with all that failed, or else accepts what `events` gives. */
export function unlessRefused<Event, Refusal>(refusals: readonly Refusal[], events: () => readonly Event[]): Decision<Event, Refusal> {
  const [first, ...others] = refusals;
  return first === undefined ? accept(events()) : refuse(first, ...others);
}

/** Ends a switch that names every case: reaching it is a programming error, and the compiler says so first. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
