/** A metric as a scrape shows it: its kind, and for each label the values that were seen. */
export type Scraped = { readonly type: string; readonly labels: ReadonlyMap<string, ReadonlySet<string>> };

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Reads Prometheus' text format: every name that can be asked for, histograms by their three. */
export function parseScrape(text: string): ReadonlyMap<string, Scraped> {
  const found = new Map<string, { type: string; labels: Map<string, Set<string>> }>();
  for (const line of text.split('\n')) {
    const [, , name = '', type = ''] = line.startsWith('# TYPE ') ? line.split(' ') : [];
    for (const each of type === 'histogram' ? ['_bucket', '_sum', '_count'] : type === '' ? [] : ['']) found.set(`${name}${each}`, { type: each === '' ? type : 'counter', labels: new Map() });
    const [, sampled = '', labels = ''] = line.startsWith('#') ? [] : (SAMPLE.exec(line) ?? []);
    const metric = found.get(sampled);
    if (metric) for (const [, label = '', value = ''] of labels.matchAll(LABEL)) metric.labels.set(label, (metric.labels.get(label) ?? new Set()).add(value));
  }
  return found;
}
