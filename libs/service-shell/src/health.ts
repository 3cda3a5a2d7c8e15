import type { Timers } from '@daifa/ports/ports';

/** ok, or why not, in words an operator can act on. Never throws personal data. */
export type CheckResult = { readonly ok: boolean; readonly detail?: string };
export type Check = () => Promise<CheckResult>;

export type Report = {
  /** `degraded`: ready for a part of the requests, which is better than for none. */
  readonly status: 'ok' | 'degraded' | 'starting' | 'stopping' | 'failing';
  readonly checks: { readonly [name: string]: CheckResult };
};

/** Whether a balancer should send requests, as it reads it from the status of an answer. */
export function isServing({ status }: Report): boolean {
  return status === 'ok' || status === 'degraded';
}

const CHECK_MS_MAX = 2_000;

/**
 * Three questions, three meanings.
 * live: the process answers and no part of it has stopped for good; restart it if not. It never looks at the world: restarting
 * does not mend a database.
 * started: the start is over (migrations, projections caught up); until then nothing else should be asked.
 * ready: requests can be served now; take it out of the balancer if not. No during start and stop, and while a check fails.
 */
export class Health {
  readonly #checks = new Map<string, Check>();
  readonly #parts = new Set<string>();
  readonly #liveChecks = new Map<string, Check>();
  #phase: 'starting' | 'running' | 'stopping' = 'starting';

  constructor(private readonly timers: Timers) {}

  /** Adds a question that readiness depends on. The same name again replaces it. */
  check(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  /** Adds a question about one part of several: readiness depends on any one of them; what does not hold is told as `degraded`. */
  checkPart(name: string, check: Check): void {
    this.#parts.add(name);
    this.#checks.set(name, check);
  }

  /** Adds a question that liveness depends on: only for what nothing but a restart can mend. */
  checkLive(name: string, check: Check): void {
    this.#liveChecks.set(name, check);
  }

  markStarted(): void {
    if (this.#phase === 'starting') this.#phase = 'running';
  }

  markStopping(): void {
    this.#phase = 'stopping';
  }

  started(): Report {
    return { status: this.#phase === 'starting' ? 'starting' : 'ok', checks: {} };
  }

  async ready(): Promise<Report> {
    if (this.#phase !== 'running') return { status: this.#phase, checks: {} };
    return this.#report(this.#checks);
  }

  live(): Promise<Report> {
    return this.#report(this.#liveChecks);
  }

  async #report(asked: ReadonlyMap<string, Check>): Promise<Report> {
    const checks = Object.fromEntries(await Promise.all([...asked].map(async ([name, check]) => [name, await this.#bounded(check)] as const)));
    return { status: this.#statusOf(Object.entries(checks)), checks };
  }

  #statusOf(answered: readonly (readonly [string, CheckResult])[]): Report['status'] {
    const [parts, whole] = [answered.filter(([name]) => this.#parts.has(name)), answered.filter(([name]) => !this.#parts.has(name))];
    if (whole.some(([, { ok }]) => !ok)) return 'failing';
    if (parts.every(([, { ok }]) => ok)) return 'ok';
    return parts.some(([, { ok }]) => ok) ? 'degraded' : 'failing';
  }

  async #bounded(check: Check): Promise<CheckResult> {
    const answered = new AbortController();
    const late = this.timers.sleep(CHECK_MS_MAX, answered.signal).then(() => ({ ok: false, detail: `no answer in ${CHECK_MS_MAX} ms` }));
    const failed = (error: unknown): CheckResult => ({ ok: false, detail: error instanceof Error ? error.name : 'failed' });
    try {
      return await Promise.race([check().catch(failed), late]);
    } finally {
      answered.abort();
    }
  }
}
