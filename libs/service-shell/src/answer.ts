import type { Outcome } from '@daifa/event-store/transact';
import { problem, problems, type Facts, type Guard, type ProblemCode } from './problems.js';

/** What a refusal of the domain must have to be answered: a code of the catalogue, and facts beside it. */
type Refusing = { readonly code: ProblemCode };

export type Settled<State, Event> = Extract<Outcome<State, Event, never>, { readonly kind: 'accepted' }>;

/**
 * The accepted outcome of a command. The business's no becomes an answer here and nowhere else.
 *
 * @throws Problem with all guards that failed, or PRECONDITION_FAILED when `If-Match` named another revision
 */
export function settle<State, Event, Refusal extends Refusing>(outcome: Outcome<State, Event, Refusal>): Settled<State, Event> {
  if (outcome.kind === 'accepted') return outcome;
  if (outcome.kind === 'stale') throw problem('PRECONDITION_FAILED', { revision: outcome.revision });
  const [first, ...others] = outcome.refusals;
  const missing = [first, ...others].find(({ code }) => code.endsWith('_NOT_FOUND'));
  // To whom it does not belong, nothing else is told: a hold on a stranger's order would say that there is such an order.
  if (missing) throw problems([guardOf(missing)]);
  throw problems([guardOf(first), ...others.map(guardOf)]);
}

/** The refusal's facts are plain JSON by their types: ids, counts, words and lists of them. */
function guardOf(refusal: Refusing): Guard {
  const { code, ...facts } = refusal;
  return { code, facts: facts satisfies object as Facts };
}
