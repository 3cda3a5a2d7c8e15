import { type Occasion, problemBody, type ProblemBody } from './problem-body.js';
import { problemFrom } from './problem-from.js';
import { problem } from './problems.js';

/** What one request may carry, as the platforms' own interfaces have it (requirements.md section 10). */
export const BATCH_ITEMS_MAX = 100;

/** What became of one item. refused: the rules say no, nothing happened; failed: the world did, ask again with the same key. */
export type ItemResult<Done> =
  | { readonly key: string; readonly status: 'done'; readonly result: Done }
  | { readonly key: string; readonly status: 'refused' | 'failed'; readonly problem: ProblemBody };

export type BatchAnswer<Done> = { readonly results: readonly ItemResult<Done>[] };

export type BatchSteps<Item, Done> = {
  /** What the item is about, an order id for example: twice the same is DUPLICATE_IN_BATCH for the second. */
  readonly key: (item: Item) => string;
  readonly run: (item: Item, key: string) => Promise<Done>;
};

/**
 * Runs the items side by side, because the store groups their appends into one, and answers each for itself in the order of
 * the request: one item's fate never touches another's.
 *
 * @param onFailure told of every failed item, for the log
 * @throws Problem BATCH_TOO_LARGE before anything is done
 */
export async function runBatch<Item, Done>(
  items: readonly Item[],
  steps: BatchSteps<Item, Done>,
  occasion: Occasion,
  onFailure: (error: unknown, key: string) => void,
): Promise<BatchAnswer<Done>> {
  if (items.length > BATCH_ITEMS_MAX) throw problem('BATCH_TOO_LARGE', { itemsMax: BATCH_ITEMS_MAX, items: items.length });
  const seen = new Set<string>();
  const running = items.map(async (item): Promise<ItemResult<Done>> => {
    const key = steps.key(item);
    try {
      if (seen.has(key)) throw problem('DUPLICATE_IN_BATCH', { key });
      seen.add(key);
      return { key, status: 'done', result: await steps.run(item, key) };
    } catch (error) {
      const found = problemFrom(error);
      const status = found.status < 500 ? 'refused' : 'failed';
      if (status === 'failed') onFailure(error, key);
      return { key, status, problem: problemBody(found, occasion) };
    }
  });
  return { results: await Promise.all(running) };
}
