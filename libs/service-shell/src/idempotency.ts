import { createHmac } from 'node:crypto';
import type { Ports } from '@daifa/ports/ports';
import type { DataSource } from 'typeorm';

/** Kept twice as long as the 24 hours we promise, so that a clock that is off does not break the promise. */
const KEPT_MS = 48 * 3_600_000;
/** A claim older than this belongs to a process that died: a request ends, one way or the other, in half the time. */
export const LEASE_MS = 60_000;
/** Larger answers are not stored; the repetition runs again, to the same effect. */
export const ANSWER_CHARS_MAX = 1_048_576;
const PURGE_EVERY_MS = 3_600_000;
const PURGE_ROWS_MAX = 5_000;
const BEGIN_ATTEMPTS_MAX = 3;

/** An answer as it went out. */
export type StoredAnswer = { readonly status: number; readonly headers: { readonly [name: string]: string }; readonly body: string };

/** The right to answer a key. `attempt` is the fence: who lost the lease cannot store any more. */
export type Claim = { readonly tenantId: string; readonly key: string; readonly attempt: number };

export type Beginning =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'running' }
  | { readonly kind: 'mismatch' };

export type IdempotentRequest = { readonly tenantId: string; readonly key: string; readonly method: string; readonly path: string; readonly body: unknown };

type Row = { readonly request_hash: Buffer; readonly answer: StoredAnswer | null };

/** The answers given to Idempotency-Keys, by tenant. The commands behind are idempotent by themselves; this repeats the words. */
export class Idempotency {
  constructor(private readonly database: DataSource, private readonly ports: Ports, private readonly secret: string) {}

  /** Claims the key, or says what stands there. A claim left by a crash is taken over after LEASE_MS. */
  async begin(request: IdempotentRequest): Promise<Beginning> {
    const hash = this.#hash(request);
    const { tenantId, key } = request;
    for (let attempt = 0; attempt < BEGIN_ATTEMPTS_MAX; attempt += 1) {
      const now = this.ports.clock.now().getTime();
      const claimed: readonly { readonly attempt: number }[] = await this.database.query(
        `insert into access.idempotency as kept (tenant_id, key, request_hash, started_at, expires_at) values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, key) do update
           set request_hash = excluded.request_hash, started_at = excluded.started_at, expires_at = excluded.expires_at, answer = null, attempt = kept.attempt + 1
           where kept.expires_at <= $4 or (kept.answer is null and kept.request_hash = $3 and kept.started_at <= $6)
         returning attempt`,
        [tenantId, key, hash, new Date(now), new Date(now + KEPT_MS), new Date(now - LEASE_MS)],
      );
      if (claimed[0]) return { kind: 'claimed', claim: { tenantId, key, attempt: claimed[0].attempt } };
      const [row]: readonly (Row | undefined)[] = await this.database.query('select request_hash, answer from access.idempotency where tenant_id = $1 and key = $2', [tenantId, key]);
      if (!row) continue; // released between the two statements: claim again
      if (!row.request_hash.equals(hash)) return { kind: 'mismatch' };
      return row.answer ? { kind: 'answered', answer: row.answer } : { kind: 'running' };
    }
    return { kind: 'running' };
  }

  /** Keeps the answer for repetitions. Does nothing when the claim was taken over meanwhile. */
  async complete(claim: Claim, answer: StoredAnswer): Promise<void> {
    await this.database.query('update access.idempotency set answer = $4 where tenant_id = $1 and key = $2 and attempt = $3 and answer is null', [claim.tenantId, claim.key, claim.attempt, JSON.stringify(answer)]);
  }

  /** Gives the key back without an answer: the next request with it runs. */
  async release(claim: Claim): Promise<void> {
    await this.database.query('delete from access.idempotency where tenant_id = $1 and key = $2 and attempt = $3 and answer is null', [claim.tenantId, claim.key, claim.attempt]);
  }

  /** Removes expired rows, bounded; answers how many. */
  async purge(): Promise<number> {
    const rows: readonly unknown[] = await this.database.query(
      `with gone as (delete from access.idempotency where ctid in (select ctid from access.idempotency where expires_at <= $1 limit ${PURGE_ROWS_MAX} for update skip locked) returning 1) select * from gone`,
      [this.ports.clock.now()],
    );
    return rows.length;
  }

  /** Purges every hour until the signal aborts. A failed purge is reported and tried again an hour later. */
  async keepClean(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    while (!signal.aborted) {
      try {
        while (!signal.aborted && (await this.purge()) === PURGE_ROWS_MAX);
      } catch (error) {
        onError(error);
      }
      await this.ports.timers.sleep(PURGE_EVERY_MS, signal);
    }
  }

  /** Keyed, because a body can hold a phone number, and a bare hash of one can be guessed. */
  #hash(request: IdempotentRequest): Buffer {
    return createHmac('sha256', this.secret).update(`idempotency\0${request.method} ${request.path}\0${canonical(request.body)}`).digest();
  }
}

/** JSON with sorted keys, so that a client's serializer may order them as it likes. Depth is bounded by the body limits. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}
