import type { RelayHealth } from '@daifa/messaging/kafka/relay';
import type { CheckResult } from '@daifa/service-shell/health';

/** A relay in standby is as ready as the one that leads: it would take over. */
export function readiness({ state, position, lag, lastError, alarm }: RelayHealth): CheckResult {
  const detail = alarm ?? lastError ?? `${state} at ${position}, ${lag} behind`;
  return { ok: (state === 'leader' || state === 'standby') && lastError === null, detail };
}

/** No, where nothing but a restart may help. */
export function liveness({ live, state, stalledMs, alarm }: RelayHealth): CheckResult {
  return { ok: live, detail: alarm ?? (live ? state : `${state}, nothing published for ${Math.round(stalledMs / 1_000)} s`) };
}
