import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { AskedRoute, RequestEye } from './observability.js';
import { type Telemetry, traceparentOfSpan } from './telemetry.js';

/** A batch of 100 refused items says in a few codes why. */
const CODES_MAX = 16;

/**
 * A span for each request, named after its route's pattern: the path holds ids, the query what somebody searched for, headers and
 * body whatever a caller wrote. None of it is looked at.
 */
export function requestSpan(telemetry: Telemetry, { method, route, traceparent }: AskedRoute): RequestEye {
  const span = telemetry.start({ name: `${method} ${route}`, kind: SpanKind.SERVER, parent: traceparent, attributes: { 'http.request.method': method, 'http.route': route } });
  const codes = new Set<string>();
  return {
    traceparent: traceparentOfSpan(span),
    told: (guards) => {
      for (const { code } of guards) if (codes.size < CODES_MAX) codes.add(code);
    },
    ended: ({ status }) => {
      span.setAttribute('http.response.status_code', status);
      if (codes.size > 0) span.setAttribute('daifa.problem.codes', [...codes]);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
