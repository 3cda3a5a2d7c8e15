import { status } from '@grpc/grpc-js';
import type { Timers } from '@daifa/ports/ports';
import { Bell } from '../../bell.js';

/** How the double is to misbehave from now on. */
export type Misbehaviour =
  /** Every subscription ends: with an error, or as quietly as some servers do when they shut down. */
  | { readonly kind: 'drop-subscriptions'; readonly how: 'error' | 'quietly' }
  /** The subscriptions open now stay open and say nothing more; those opened later are well. */
  | { readonly kind: 'stall-subscriptions' }
  /** The next appends are committed, but their replies are lost: by a broken connection, or without a sign. */
  | { readonly kind: 'lose-append-replies'; readonly count: number; readonly how: 'broken' | 'silent' }
  /** Every answer waits this long; 0 ends it. */
  | { readonly kind: 'answer-after'; readonly ms: number }
  /** The next calls wait for their answers until all that wait are released. `await-held` is in force when one waits. */
  | { readonly kind: 'hold-answers'; readonly count: number }
  | { readonly kind: 'await-held' }
  | { readonly kind: 'release-answers' }
  /** Nobody is at home: every call is refused, until it is over. */
  | { readonly kind: 'outage'; readonly on: boolean };

/** A subscription as the faults see it. */
export type Disturbed = { stall(): void; drop(how: 'error' | 'quietly'): void };

export const UNAVAILABLE = { code: status.UNAVAILABLE, details: 'the double is told to be unavailable' };

const NEVER = new AbortController().signal;

/** What is wrong with the double at the moment. */
export class Faults {
  readonly subscriptions = new Set<Disturbed>();
  outage = false;
  #answerAfterMs = 0;
  #repliesToLose = 0;
  #how: 'broken' | 'silent' = 'broken';
  #answersToHold = 0;
  #held: (() => void)[] = [];
  readonly #bell = new Bell();

  constructor(private readonly timers: Timers) {}

  /** Returns how many it struck: subscriptions, or calls that are held now. */
  async misbehave(order: Misbehaviour): Promise<number> {
    switch (order.kind) {
      case 'drop-subscriptions':
        return this.#strike((subscription) => subscription.drop(order.how));
      case 'stall-subscriptions':
        return this.#strike((subscription) => subscription.stall());
      case 'lose-append-replies':
        this.#repliesToLose = order.count;
        this.#how = order.how;
        return 0;
      case 'answer-after':
        this.#answerAfterMs = order.ms;
        return 0;
      case 'hold-answers':
        this.#answersToHold = order.count;
        return this.#held.length;
      case 'await-held':
        while (this.#held.length === 0) await this.#bell.rungSince(this.#bell.rings, NEVER);
        return this.#held.length;
      case 'release-answers': {
        const held = this.#held.splice(0);
        for (const act of held) act();
        return held.length;
      }
      case 'outage':
        this.outage = order.on;
        return order.on ? this.#strike((subscription) => subscription.drop('error')) : 0;
    }
  }

  /** What becomes of the reply to an append that was committed. */
  fateOfReply(): 'sent' | 'broken' | 'silent' {
    if (this.#repliesToLose === 0) return 'sent';
    this.#repliesToLose -= 1;
    return this.#how;
  }

  /** Acts now, or when answers are due. */
  inTime(act: () => void): void {
    if (this.#answersToHold > 0) {
      this.#answersToHold -= 1;
      this.#held.push(act);
      this.#bell.ring();
    } else if (this.#answerAfterMs === 0) act();
    else void this.timers.sleep(this.#answerAfterMs).then(act);
  }

  #strike(blow: (subscription: Disturbed) => void): number {
    const struck = [...this.subscriptions];
    struck.forEach(blow);
    return struck.length;
  }
}
