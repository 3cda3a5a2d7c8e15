import type { Clock } from '@daifa/ports/ports';

/** Long enough not to ask a dead process with every request, short enough that one that came back is soon at work again. */
const LEFT_OUT_MS = 1_000;

/** One process of a service, as the edge has come to know it. */
export class Replica {
  #outUntilMs = Number.NEGATIVE_INFINITY;
  readonly hostname: string;
  readonly port: number;
  /** As it stands in a Host header. */
  readonly host: string;

  /** @param origin http://host:port */
  constructor(readonly origin: string, private readonly clock: Clock) {
    const { hostname, port, host } = new URL(origin);
    this.hostname = hostname.replace(/^\[(.*)\]$/, '$1'); // an IPv6 address stands in brackets in a URL only
    this.port = port === '' ? 80 : Number(port);
    this.host = host;
  }

  /** It did not take a request: others come first for a while. */
  leaveOut(): void {
    this.#outUntilMs = this.clock.monotonicMs() + LEFT_OUT_MS;
  }

  get isLeftOut(): boolean {
    return this.clock.monotonicMs() < this.#outUntilMs;
  }
}

/** The processes that can answer the same question. */
export class Replicas {
  #turn = -1;

  /** @param name for the caller of a request that none of them took */
  constructor(readonly name: string, readonly all: readonly Replica[]) {}

  /**
   * All of them, the one whose turn it is first. Those left out come last, and are not refused: where there is nobody else, one
   * that has just come back is found at once.
   */
  inTurn(): readonly Replica[] {
    const there = this.all.filter((replica) => !replica.isLeftOut);
    const leftOut = this.all.filter((replica) => replica.isLeftOut);
    this.#turn += 1;
    return [...rotated(there, this.#turn), ...rotated(leftOut, this.#turn)];
  }
}

function rotated(list: readonly Replica[], by: number): readonly Replica[] {
  const first = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
