import type { Clock } from '@daifa/ports/ports';
import type { Metrics } from './metrics.js';
import type { AskedRoute, RequestEye } from './observability.js';
import { catalogue, isProblemCode, type ProblemCode } from './problem-catalogue/catalogue.js';

/** From a cached read to the longest a route may take. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Rate, errors and duration of requests, and what they were refused for. */
export function requestMeter(metrics: Metrics, clock: Clock): (asked: AskedRoute) => RequestEye {
  const duration = metrics.histogram({ name: 'daifa_http_request_duration_seconds', help: 'Requests by route pattern, without probes and event streams. Status 499: the caller left before the answer.', labels: ['route', 'method', 'status'], buckets: SECONDS });
  const inFlight = metrics.gauge({ name: 'daifa_http_requests_in_flight', help: 'Requests being answered, open event streams among them.', labels: [] });
  const refusals = metrics.counter({ name: 'daifa_refusals_total', help: 'Rules that said no to a caller, by stable code; what two rules refuse counts in both.', labels: ['code'] });
  // A counter that begins at 1 has no increase: each is there from the start.
  for (const code of Object.keys(catalogue)) if (isProblemCode(code) && isRefusal(code)) refusals.inc({ code }, 0);
  return ({ method, route }) => {
    const startMs = clock.monotonicMs();
    inFlight.inc();
    return {
      traceparent: null,
      told: (guards) => {
        for (const { code } of guards) if (isRefusal(code)) refusals.inc({ code });
      },
      ended: ({ status, isStream }) => {
        inFlight.dec();
        if (!isStream) duration.observe({ route, method, status: String(status) }, (clock.monotonicMs() - startMs) / 1_000);
      },
    };
  };
}

/** The business said no. What failed instead (5xx) is an error of ours and counts as one in the status of its request. */
function isRefusal(code: ProblemCode): boolean {
  return catalogue[code].status < 500;
}
