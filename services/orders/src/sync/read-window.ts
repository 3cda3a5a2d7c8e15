import type { FeedPage, FeedRecord } from '../connectors/connector.js';

/** A window whose content goes on changing is given up for now: with a fifth of all records lost on the way, the tenth pass still misses one in ten million. */
const PASSES_MAX = 40;

/** The window changed under every pass, or its pages never gave what its total says. Read again later. */
export class WindowUnsettled extends Error {
  override readonly name = 'WindowUnsettled';
}

export type WindowRead = { readonly pages: number; readonly passes: number; readonly records: number };

/**
 * Reads a window until what was seen of it is what its total says it holds. While paged through, a record that changes
 * leaves the window and moves the later ones up, so that one page does not join on to the next: the total tells, as nothing
 * comes into a window of the past. Seen counts from the latest change of the total on, over as many passes as it takes.
 *
 * @param take gets every record at least once; a record it had in these very words is not given again
 * @throws WindowUnsettled
 */
export async function readWindow(pageItems: number, read: (page: number) => Promise<FeedPage>, take: (records: readonly FeedRecord[]) => Promise<void>): Promise<WindowRead> {
  const taken = new Set<string>();
  let seen = new Set<string>();
  let total = -1;
  let pages = 0;
  for (let passes = 1; passes <= PASSES_MAX; passes++) {
    for (let page = 0; page === 0 || page * pageItems < total; page++) {
      const answer = await read(page);
      pages++;
      if (answer.total !== total) seen = new Set();
      total = answer.total;
      for (const { key } of answer.records) seen.add(key);
      const news = new Map(answer.records.map((record) => [`${record.key} ${record.raw}`, record] as const).filter(([words]) => !taken.has(words)));
      if (news.size > 0) await take([...news.values()]);
      for (const words of news.keys()) taken.add(words);
    }
    if (seen.size >= total) return { pages, passes, records: total };
  }
  throw new WindowUnsettled(`a window of ${total} records did not settle in ${PASSES_MAX} passes`);
}
