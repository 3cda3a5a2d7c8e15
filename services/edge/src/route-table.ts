/** The services behind the edge, in the order in which their lists are put together. */
export const SERVICES = ['orders', 'allocation', 'factory', 'logistics', 'after-sales'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Who owns what: the first name of a path below /v1 decides. A test compares this with the document and with the services. */
export const OWNED: Readonly<Record<ServiceName, readonly string[]>> = {
  orders: ['orders', 'shipments', 'shops', 'channels', 'review-rules', 'shipping-rules', 'working-calendar', 'clocks'],
  allocation: ['bindings', 'allocations', 'statements', 'shortages'],
  factory: ['factory'],
  logistics: ['waybills', 'carriers', 'sender-addresses', 'carrier-branches', 'carrier-services', 'tracking', 'intercepts'],
  'after-sales': ['after-sales', 'reshipments', 'reship-requests'],
};

/**
 * - a service: it alone has the controller;
 * - `every`: each service knows a part of the answer, the edge puts them together;
 * - `any`: each of them answers the same;
 * - `edge`: answered here.
 */
export type Owner = ServiceName | 'every' | 'any' | 'edge';

const OWNERS: ReadonlyMap<string, ServiceName> = new Map(SERVICES.flatMap((service) => OWNED[service].map((resource) => [resource, service] as const)));

/** What the server listens for, as it stands in logs and metrics: a name, and everything below it. */
export const PATTERNS: readonly string[] = ['docs', 'problems', ...['operations', ...OWNERS.keys()].map((resource) => `v1/${resource}`)].flatMap((name) => [`/${name}`, `/${name}/*`]);

/** @param path without the query. null: nobody has anything there. */
export function ownerOf(path: string): Owner | null {
  const [, first = '', second = '', ...rest] = path.split('/');
  if (first === 'health' || path === '/docs/openapi.json') return 'edge';
  if (first === 'docs' || first === 'problems') return 'any';
  if (first !== 'v1') return null;
  return second === 'operations' ? ownerOfOperation(rest) : (OWNERS.get(second) ?? null);
}

/** `groups` and `dead-letters` list what all have; what follows them is a group's name, which begins with its service's. */
function ownerOfOperation([list = '', group = '']: readonly string[]): Owner | null {
  if (list !== 'groups' && list !== 'dead-letters') return null;
  if (group === '') return 'every';
  const service = group.split('.')[0];
  return SERVICES.find((name) => name === service) ?? 'any'; // a group that nobody has: whoever is asked knows how to say so
}
