import type { FeedPage, FeedRecord } from '../connectors/connector.js';

/** A window whose content goes on changing is given up for now: with a fifth of all records lost on the way, the tenth pass still misses one in ten million. */
const PASSES_MAX = 40;

/** The window changed under every pass, or its pages never gave what its total says. Read again later. */
export class WindowUnsettled extends Error {
  override readonly name = 'WindowUnsettled';
}

export type WindowRead = { readonly pages: number; readonly passes: number; readonly records: number };

/**
 * Reads a window, from its last page to its first. While paged through, a record that changes leaves the window and moves the
 * later ones up, into pages that are still to be read: nothing comes into a window of the past. So one pass whose pages were
 * all as full as their totals say has seen everything that is left in it. Where pages lose records on the way, it takes as
 * many passes as it takes to see what the total says; seen counts from the latest change of the total on.
 *
 * @param take gets every record at least once; a record it had in these very words is not given again
 * @throws WindowUnsettled
 */
export async function readWindow(pageItems: number, read: (page: number) => Promise<FeedPage>, take: (records: readonly FeedRecord[]) => Promise<void>): Promise<WindowRead> {
  const taken = new Set<string>();
  let seen = new Set<string>();
  let total = -1;
  let pages = 0;
  const isFull = async (page: number): Promise<boolean> => {
    const answer = await read(page);
    pages++;
    if (answer.total !== total) seen = new Set();
    total = answer.total;
    const keys = new Set(answer.records.map(({ key }) => key));
    for (const key of keys) seen.add(key);
    const news = new Map(answer.records.map((record) => [`${record.key} ${record.raw}`, record] as const).filter(([words]) => !taken.has(words)));
    if (news.size > 0) await take([...news.values()]);
    for (const words of news.keys()) taken.add(words);
    return keys.size >= Math.min(pageItems, Math.max(0, total - page * pageItems));
  };
  for (let passes = 1; passes <= PASSES_MAX; passes++) {
    let isWhole = await isFull(0); // tells how many there are; alone it is a pass already
    const last = Math.ceil(total / pageItems) - 1;
    if (last > 0) isWhole = true;
    for (let page = last; last > 0 && page >= 0; page--) isWhole = (await isFull(page)) && isWhole;
    if (isWhole || seen.size >= total) return { pages, passes, records: total };
  }
  throw new WindowUnsettled(`a window of ${total} records did not settle in ${PASSES_MAX} passes`);
}
