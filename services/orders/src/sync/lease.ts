import type { DataSource } from 'typeorm';

/** Longer than any single call, so that who works keeps it; short enough that the shop of a dead process is taken over soon. */
export const LEASE_MS = 30_000;

/** Another process reads this shop now: ours was thought dead. Nothing more is written by us. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor(shopKey: string) {
    super(`shop ${shopKey} is read by another process`);
  }
}

/**
 * The right to read one shop, held by one process of all at a time. It is a row in the database and not a connection, so
 * that the place reached is moved only by who holds it: what a process thought dead still writes is refused.
 */
export class Lease {
  private constructor(private readonly database: DataSource, readonly shopKey: string, private readonly leaseId: string) {}

  /** Null while somebody else has it. @param leaseId new on every call */
  static async take(database: DataSource, shopKey: string, leaseId: string): Promise<Lease | null> {
    const rows = await updated(database,
      `update orders.shop set lease_id = $2, leased_until = now() + make_interval(secs => $3 / 1000.0)
       where shop_key = $1 and (leased_until is null or leased_until < now()) returning 1`, [shopKey, leaseId, LEASE_MS]);
    return rows === 1 ? new Lease(database, shopKey, leaseId) : null;
  }

  /** @throws LeaseLost */
  async renew(): Promise<void> {
    await this.#held(`leased_until = now() + make_interval(secs => $3 / 1000.0)`, [LEASE_MS]);
  }

  /** Everything before is in. Never goes back. @throws LeaseLost */
  async reached(syncedTo: Date): Promise<void> {
    await this.#held(`synced_to = greatest(synced_to, $3), leased_until = now() + make_interval(secs => $4 / 1000.0)`, [syncedTo, LEASE_MS]);
  }

  /** The reading is complete. @throws LeaseLost */
  async completed(statement: object, dueInMs: number): Promise<void> {
    await this.#held(`last_statement = $3, gap_since = null, failures = 0, last_failure = null, due_at = now() + make_interval(secs => $4 / 1000.0)`, [JSON.stringify(statement), dueInMs]);
  }

  /** The reading broke off; it goes on from where it came to. @param reason for operators, without payload @throws LeaseLost */
  async failed(reason: string, dueInMs: number): Promise<void> {
    await this.#held(`failures = failures + 1, last_failure = $3, due_at = now() + make_interval(secs => $4 / 1000.0)`, [reason, dueInMs]);
  }

  /** Lets others have it. Lost before, it is theirs already. */
  async release(): Promise<void> {
    await updated(this.database, 'update orders.shop set lease_id = null, leased_until = null where shop_key = $1 and lease_id = $2 returning 1', [this.shopKey, this.leaseId]);
  }

  async #held(set: string, values: readonly unknown[]): Promise<void> {
    if ((await updated(this.database, `update orders.shop set ${set} where shop_key = $1 and lease_id = $2 returning 1`, [this.shopKey, this.leaseId, ...values])) !== 1) throw new LeaseLost(this.shopKey);
  }
}

async function updated(database: DataSource, sql: string, values: readonly unknown[]): Promise<number> {
  const [rows]: readonly [readonly unknown[], number] = await database.query(sql, [...values]);
  return rows.length;
}
