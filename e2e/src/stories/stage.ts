import { done, type Verdict } from '../client/answers.js';
import type { HistoryEvent } from '../client/shapes.js';
import { until } from '../client/until.js';
import type { World } from '../client/world.js';

/** Who does something in a story. The buyer speaks through the platform; the system does by itself what follows. */
export type Who = 'merchant' | 'factory' | 'factory2' | 'platform' | 'buyer' | 'system';
export type Text = { readonly zh: string; readonly en: string };

/** What happened on the stage, line by line: printed by the demonstration, compared by the tests. */
export type Line =
  | { readonly kind: 'scene'; readonly who: Who; readonly text: Text }
  | { readonly kind: 'event'; readonly event: HistoryEvent }
  | { readonly kind: 'refusal'; readonly codes: readonly string[]; readonly message: Text; readonly facts: Readonly<Record<string, unknown>> }
  | { readonly kind: 'fact'; readonly text: Text };

/** A story did not go as it has to. */
export class StoryBroken extends Error {
  override readonly name = 'StoryBroken';
}

/** One order's story: whoever acts, what it did to the order is read from the order's history at once. */
export class Stage {
  readonly lines: Line[] = [];
  #orderId: string | null = null;
  #told = -1;
  #appendOf = '';

  constructor(readonly world: World, private readonly tell: (line: Line) => void = () => undefined) {}

  get orderId(): string {
    if (this.#orderId === null) throw new StoryBroken('no order is on the stage yet');
    return this.#orderId;
  }

  /** The order everything from now on is about. */
  about(orderId: string): void {
    this.#orderId = orderId;
  }

  /** Somebody does something; the events it led to are told, up to what the system does by itself: see `follows`. */
  async act<Value>(who: Who, text: Text, run: () => Promise<Value>): Promise<Value> {
    this.#line({ kind: 'scene', who, text });
    const value = await run();
    await this.#tellEvents();
    return value;
  }

  /** Somebody tries something that must be refused. @throws StoryBroken when it is not */
  async refused(who: Who, text: Text, run: () => Promise<Verdict<unknown>>): Promise<readonly string[]> {
    this.#line({ kind: 'scene', who, text });
    const verdict = await run();
    if (verdict.kind === 'done') throw new StoryBroken(`${text.en}: it was not refused`);
    const { problem, codes } = verdict;
    this.#line({ kind: 'refusal', codes, message: problem.messages, facts: Object.assign({}, ...problem.guards.map(({ facts }) => facts)) });
    await this.#tellEvents();
    return codes;
  }

  /** The system does by itself what is due, up to an event of this type, which may have come long before this is asked. @throws NeverCame */
  async follows(text: Text, type: string): Promise<HistoryEvent> {
    this.#line({ kind: 'scene', who: 'system', text });
    const events = await until(text.en, () => this.history(), (all) => all.some((event) => event.type === type && event.revision > this.#told));
    const event = found(events, type);
    await this.#tellEvents(event.revision);
    return event;
  }

  /** Something everybody can look up. @throws StoryBroken when it is not so */
  fact(text: Text, holds: boolean): void {
    if (!holds) throw new StoryBroken(`not so: ${text.en}`);
    this.#line({ kind: 'fact', text });
  }

  async history(): Promise<readonly HistoryEvent[]> {
    const { events } = done(await this.world.merchant.history(this.orderId));
    this.world.connection.sawPosition(events.at(-1)?.position ?? 0);
    return events;
  }

  /** The order's latest event of a type. @throws StoryBroken when there is none */
  async latest(type: string): Promise<HistoryEvent> {
    return found(await this.history(), type);
  }

  /** What a process did by itself is told in its own scene, whenever it happened to be done: so a story reads the same each time. */
  async #tellEvents(caused = -1): Promise<void> {
    if (this.#orderId === null) return;
    for (const event of await this.history()) {
      if (event.revision <= this.#told) continue;
      if (event.causationId !== null && event.revision > caused && !this.#sameAppend(event)) return;
      this.#told = event.revision;
      this.#appendOf = event.correlationId + String(event.causationId);
      this.#line({ kind: 'event', event });
    }
  }

  #sameAppend(event: HistoryEvent): boolean {
    return event.correlationId + String(event.causationId) === this.#appendOf;
  }

  #line(line: Line): void {
    this.lines.push(line);
    this.tell(line);
  }
}

function found(events: readonly HistoryEvent[], type: string): HistoryEvent {
  const event = events.findLast((one) => one.type === type);
  if (!event) throw new StoryBroken(`the order has no ${type}`);
  return event;
}

/** A field of an event that has to be a text. */
export function textOf(event: HistoryEvent, field: string): string {
  const value = event.data[field];
  if (typeof value !== 'string') throw new StoryBroken(`${event.type} has no ${field}`);
  return value;
}
