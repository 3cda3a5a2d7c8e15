import type { EventStore } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';
import { LOG } from '@daifa/projection/checkpoint';
import type { Delivery, PageSink } from './port.js';

type Options = { readonly store: EventStore; readonly ports: Pick<Ports, 'timers'>; readonly pageEventsMax: number };

/** How often a process looks whether a rebuild was begun, or left unfinished, by another one. */
const LOOK_MS = 2_000;
/** While another process replays: how often to look whether it still does. */
const STANDBY_MS = 500;

/**
 * Rebuilds where a broker carries the pages: they read the log, because a topic may not go back to the beginning. Whichever
 * process holds the group's place in the log does it; one that dies is replaced by the next that looks.
 */
export class ReplaySource {
  #woken = new AbortController();

  constructor(private readonly options: Options) {}

  nudge(): void {
    this.#woken.abort();
  }

  /** Ends when the signal aborts or the group has stopped. */
  async run(sink: PageSink, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#woken = new AbortController();
      const step = await this.#step(sink).catch((error: unknown) => this.#failed(sink, error));
      if (step === 'stopped') return;
      if (step === 'on') continue;
      await this.options.ports.timers.sleep(step === 'standby' ? STANDBY_MS : LOOK_MS, AbortSignal.any([signal, this.#woken.signal]));
    }
  }

  async #step(sink: PageSink): Promise<'on' | 'idle' | 'standby' | 'stopped'> {
    const replay = await sink.replaying();
    if (replay === null) return 'idle';
    const { store, pageEventsMax } = this.options;
    const records = (await store.readAll(replay.after, pageEventsMax)).filter(({ position }) => position <= replay.upTo);
    const upTo = records.length < pageEventsMax ? replay.upTo : (records.at(-1)?.position ?? replay.upTo);
    return answerOf(await sink.deliver({ partition: LOG, after: replay.after, upTo, records }));
  }

  async #failed(sink: PageSink, error: unknown): Promise<'on'> {
    await sink.failed(error);
    return 'on';
  }
}

function answerOf({ kind }: Delivery): 'on' | 'standby' | 'stopped' {
  return kind === 'at' ? 'on' : kind;
}
