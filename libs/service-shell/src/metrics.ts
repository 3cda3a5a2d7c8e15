import type { Ports } from '@daifa/ports/ports';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { loggable } from './loggable.js';
import type { Logger } from './logging.js';

/** Scrapes in quick succession, of two servers for example, ask the database once. */
const KEPT_MS = 1_000;
/** A scrape gives up after 10 s by default; what does not answer is left out of it long before. */
const SOURCE_MS_MAX = 2_000;

/** Something that is asked at a scrape. */
export type Source = {
  /** Of a bounded set: it is a label. The same name again replaces the source. */
  readonly name: string;
  /** Reads everything, and gives a function that writes all of it at once: a scrape never sees half of it. */
  readonly read: () => Promise<() => void>;
  /** Takes back what was written last: an old number that looks like a new one is worse than none. */
  readonly forget: () => void;
};

type Named<Label extends string> = { readonly name: `daifa_${string}`; readonly help: string; readonly labels: readonly Label[] };

/**
 * The numbers of one process for Prometheus. Labels have few values, all of them ours: route patterns, codes of the catalogue,
 * names of groups; never an id, never a word of a caller.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #sources = new Map<string, Source>();
  readonly #failures = this.counter({ name: 'daifa_scrape_failures_total', help: 'Sources that did not answer a scrape in time; what they know is missing from it.', labels: ['source'] });
  #refreshed: { readonly atMs: number; readonly done: Promise<void> } | null = null;

  constructor(private readonly options: { readonly ports: Ports; readonly logger: Logger }) {
    collectDefaultMetrics({ register: this.#registry });
  }

  counter<Label extends string>({ name, help, labels }: Named<Label>): Counter<Label> {
    return new Counter({ name, help, labelNames: labels, registers: [this.#registry] });
  }

  gauge<Label extends string>({ name, help, labels }: Named<Label>): Gauge<Label> {
    return new Gauge({ name, help, labelNames: labels, registers: [this.#registry] });
  }

  histogram<Label extends string>({ name, help, labels, buckets }: Named<Label> & { readonly buckets: readonly number[] }): Histogram<Label> {
    return new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers: [this.#registry] });
  }

  /** Takes a metric away, so that another of its name can stand there. */
  remove(name: string): void {
    this.#registry.removeSingleMetric(name);
  }

  addSource(source: Source): void {
    this.#failures.inc({ source: source.name }, 0);
    this.#sources.set(source.name, source);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All of it in the text format, as of now or of less than a second ago. Answers in a bounded time, whatever the sources do. */
  async text(): Promise<string> {
    const nowMs = this.options.ports.clock.monotonicMs();
    if (this.#refreshed === null || nowMs - this.#refreshed.atMs >= KEPT_MS) this.#refreshed = { atMs: nowMs, done: this.#refresh() };
    await this.#refreshed.done;
    return this.#registry.metrics();
  }

  async #refresh(): Promise<void> {
    await Promise.all([...this.#sources.values()].map((source) => this.#ask(source)));
  }

  async #ask(source: Source): Promise<void> {
    const answered = new AbortController();
    const late = this.options.ports.timers.sleep(SOURCE_MS_MAX, answered.signal).then(() => 'late' as const);
    try {
      const write = await Promise.race([source.read(), late]);
      if (write === 'late') this.#failed(source, new Error(`no answer in ${SOURCE_MS_MAX} ms`));
      else write();
    } catch (error) {
      this.#failed(source, error);
    } finally {
      answered.abort();
    }
  }

  #failed({ name, forget }: Source, error: unknown): void {
    forget();
    this.#failures.inc({ source: name });
    this.options.logger.warn({ source: name, error: loggable(error) }, 'missing from the metrics');
  }
}
