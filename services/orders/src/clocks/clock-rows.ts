import type { Order } from '@daifa/order-domain/order';
import type { OrderId } from '@daifa/order-domain/ids';
import { clocksOf, type Clock } from '@daifa/order-domain/stage-clocks';
import type { StageTarget } from '@daifa/order-domain/stage-targets';
import type { Step } from '@daifa/order-store/folds';
import { rowSet } from '@daifa/projection/row-set';
import type { EntityManager } from 'typeorm';

const GONE = rowSet({ order_id: 'uuid', stage: 'text', allocation_id: 'text' });
const ROWS = rowSet({
  order_id: 'uuid', stage: 'text', allocation_id: 'text', merchant_id: 'uuid', factory_id: 'uuid', owner: 'text', started_at: 'timestamptz',
  at_risk_at: 'timestamptz', due_at: 'timestamptz', ended_at: 'timestamptz', paused: 'boolean', missed_at: 'timestamptz',
});

/** The rows of an order's clocks: what is different after a page is written, what is gone is removed. */

type Row = Readonly<Record<'order_id' | 'stage' | 'allocation_id' | 'merchant_id' | 'factory_id' | 'owner' | 'started_at' | 'at_risk_at' | 'due_at' | 'ended_at' | 'paused' | 'missed_at', string | boolean | null>>;

export type ClockChanges = { readonly written: readonly Row[]; readonly removed: readonly Row[] };

/** What a page has changed of one order: from before its first step to after its last. */
export function clockChanges({ orderId, before }: Step, { after }: Step, targets: { readonly before: readonly StageTarget[]; readonly after: readonly StageTarget[] }): ClockChanges {
  const known = new Map(clocksOf(before, targets.before).map((clock) => [keyOf(clock), rowOf(orderId, before, clock)]));
  const now = new Map(clocksOf(after, targets.after).map((clock) => [keyOf(clock), rowOf(orderId, after, clock)]));
  const same = (key: string, row: Row): boolean => JSON.stringify(known.get(key)) === JSON.stringify(row);
  return {
    written: [...now].filter(([key, row]) => !same(key, row)).map(([, row]) => row),
    removed: [...known].filter(([key]) => !now.has(key)).map(([, row]) => row),
  };
}

const keyOf = ({ stage, allocationId }: Clock): string => `${stage} ${allocationId ?? ''}`;

function rowOf(orderId: OrderId, { merchantId }: Order, { stage, allocationId, factoryId, owner, startedAt, atRiskAt, dueAt, endedAt, paused, missedAt }: Clock): Row {
  return {
    order_id: orderId, stage, allocation_id: allocationId ?? '', merchant_id: merchantId, factory_id: factoryId, owner, started_at: startedAt,
    at_risk_at: atRiskAt, due_at: dueAt, ended_at: endedAt, paused, missed_at: missedAt,
  };
}

export async function writeClocks(manager: EntityManager, changes: readonly ClockChanges[]): Promise<void> {
  const written = changes.flatMap((change) => change.written);
  const removed = changes.flatMap((change) => change.removed);
  if (removed.length > 0) {
    await manager.query(
      `delete from orders.clock_row using ${GONE.from}
       where clock_row.order_id = r.order_id and clock_row.stage = r.stage and clock_row.allocation_id = r.allocation_id`,
      GONE.values(removed),
    );
  }
  if (written.length === 0) return;
  await manager.query(
    `insert into orders.clock_row (order_id, stage, allocation_id, merchant_id, factory_id, owner, started_at, at_risk_at, due_at, ended_at, paused, missed_at)
     select * from ${ROWS.from}
     on conflict (order_id, stage, allocation_id) do update set owner = excluded.owner, started_at = excluded.started_at, at_risk_at = excluded.at_risk_at,
       due_at = excluded.due_at, ended_at = excluded.ended_at, paused = excluded.paused, missed_at = excluded.missed_at`,
    ROWS.values(written),
  );
}
