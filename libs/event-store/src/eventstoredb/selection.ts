import { streamNameFilter, type AllStreamResolvedEvent, type Filter } from '@eventstore/db-client';

/** Events the server looks at before it gives a sign, should none of them be ours. */
const SEARCH_WINDOW = 500;
const CATEGORY = /^[A-Za-z0-9][A-Za-z0-9_.:]*$/;

/** Which part of the server's log is ours: all but the server's own, or the categories named. */
export class Selection {
  readonly #prefixes: readonly string[] | null;

  /** @throws TypeError for what is no category, or none at all */
  constructor(categories: readonly string[] | undefined) {
    if (categories?.length === 0) throw new TypeError('an event store without categories holds nothing: leave them out for all');
    for (const category of categories ?? []) if (!CATEGORY.test(category)) throw new TypeError(`not a category: ${JSON.stringify(category)}`);
    this.#prefixes = categories?.map((category) => `${category}-`) ?? null;
  }

  /** Events of the server itself and links to events carry a `$` in front, in their stream's name or their type. */
  includes({ event }: AllStreamResolvedEvent): boolean {
    if (!event || event.streamId.startsWith('$') || event.type.startsWith('$')) return false;
    return this.#prefixes === null || this.#prefixes.some((prefix) => event.streamId.startsWith(prefix));
  }

  /** The same for the server, as far as it can tell. Only subscriptions take it; the client reads the log unfiltered. */
  filter(sign: () => void): Filter {
    const options = { maxSearchWindow: SEARCH_WINDOW, checkpointReached: sign };
    return this.#prefixes === null ? streamNameFilter({ regex: '^[^$]', ...options }) : streamNameFilter({ prefixes: [...this.#prefixes], ...options });
  }
}
