import type { ClockRow } from './clock-row.entity.js';
import type { ClockItem, ClockState } from './clocks.dto.js';

/** What a clock says at an instant. The two below say the same: one of a row, one to the database. */

export function stateOf({ dueAt, endedAt, atRiskAt, paused }: ClockRow, now: Date): ClockState {
  if (dueAt === null) return 'UNKNOWN';
  if (endedAt !== null) return endedAt > dueAt ? 'MISSED' : 'IN_TIME';
  if (paused) return 'PAUSED';
  if (now > dueAt) return 'MISSED';
  return atRiskAt !== null && now >= atRiskAt ? 'AT_RISK' : 'RUNNING';
}

export const STATE_SQL: Readonly<Record<ClockState, string>> = {
  UNKNOWN: 'row.dueAt is null',
  IN_TIME: 'row.endedAt <= row.dueAt',
  MISSED: '(row.endedAt > row.dueAt or (row.endedAt is null and not row.paused and row.dueAt < :now))',
  PAUSED: '(row.dueAt is not null and row.endedAt is null and row.paused)',
  AT_RISK: '(row.endedAt is null and not row.paused and row.atRiskAt <= :now and row.dueAt >= :now)',
  RUNNING: '(row.endedAt is null and not row.paused and row.atRiskAt > :now)',
};

export function shownClock(row: ClockRow, now: Date): ClockItem {
  const { orderId, stage, allocationId, owner, startedAt, atRiskAt, dueAt, endedAt, missedAt } = row;
  return {
    orderId, stage, allocationId: allocationId === '' ? null : allocationId, owner, state: stateOf(row, now), startedAt: startedAt.toISOString(),
    atRiskAt: atRiskAt?.toISOString() ?? null, dueAt: dueAt?.toISOString() ?? null, endedAt: endedAt?.toISOString() ?? null, missedAt: missedAt?.toISOString() ?? null,
  };
}
