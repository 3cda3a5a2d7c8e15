import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { services } from '@daifa/standalone/services';
import { alerts, dashboards, datasources, folder, prometheus, recordings, ruleGroups, runbookAnchors } from './deployed.js';
import { aLittleLife } from './life.js';
import { parsePromql, type Expression } from './promql.js';
import { parseScrape, type Scraped } from './scrape.js';

/** Everything that is asked of Prometheus is asked of what the running program really tells. */

let host: TestHost;
let scraped: ReadonlyMap<string, Scraped>;
beforeAll(async () => {
  host = await testHost(services, { observability: { metricsPort: 0, otlpEndpoint: null } });
  host.observability.relay({ health: async () => ({ state: 'leader', position: 1, lag: 0, stalledMs: 0, published: 1 }) });
  await aLittleLife(host);
  scraped = parseScrape(await (await fetch(`${host.observability.metricsUrl}/metrics`)).text());
});
afterAll(() => host.close());

/** What Prometheus adds to every series of a target; `service` is of our own scrape configuration. */
const OF_TARGETS = ['job', 'instance', 'service'];
const known = new Map(recordings.map(({ record, expr }) => [record, parsePromql(expr)]));
const asked: readonly (readonly [place: string, expr: string])[] = [
  ...recordings.map(({ record, expr }) => [record, expr] as const),
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboards.flatMap(({ title, panels }) => panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => [`${title}: ${panel.title}`, expr] as const))),
  ...dashboards.flatMap(({ title, templating }) => templating.list.map(({ name, query }) => [`${title}: $${name}`, /^label_values\((.+), \w+\)$/.exec(query.query)?.[1] ?? 'no label_values'] as const)),
  ...datasources.flatMap(({ uid, jsonData }) => (jsonData.tracesToMetrics?.queries ?? []).map(({ query }) => [uid, query] as const)),
];

/** The labels a series of this name can have; null when nothing tells such a series. */
function labelsOf(metric: string): ReadonlySet<string> | null {
  if (metric === 'up') return new Set(OF_TARGETS);
  const recorded = known.get(metric);
  if (recorded) return new Set((recorded.by ?? []).filter((label) => label !== 'le'));
  const found = scraped.get(metric);
  return found ? new Set([...found.labels.keys(), ...OF_TARGETS]) : null;
}

const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

describe('every expression', () => {
  test('is one that Prometheus can read', () => {
    expect(asked.length).toBeGreaterThan(80);
    for (const [place, expr] of asked) expect([place, parsePromql(expr).selectors.length]).not.toEqual([place, 0]);
  });

  test('asks for metrics that are told, by labels they have', () => {
    const wrong = asked.flatMap(([place, expr]) => parsePromql(expr).selectors.flatMap(({ metric, matchers }) => {
      const labels = labelsOf(metric);
      return labels === null ? [`${place}: ${metric}`] : matchers.filter(({ label }) => !labels.has(label)).map(({ label }) => `${place}: ${metric}{${label}}`);
    }));
    expect(wrong).toEqual([]);
  });

  test('groups and joins by labels that are there', () => {
    const wrong = asked.flatMap(([place, expr]) => {
      const { grouping, selectors } = parsePromql(expr);
      const labels = new Set(selectors.flatMap(({ metric }) => [...(labelsOf(metric) ?? [])]));
      return grouping.filter((label) => !labels.has(label)).map((label) => `${place}: ${label}`);
    });
    expect(wrong).toEqual([]);
  });

  test('asks for values that labels can have: codes, states, results, groups, routes, services', () => {
    const wrong = asked.flatMap(([place, expr]) => parsePromql(expr).selectors.flatMap(({ metric, matchers }) => matchers.flatMap(({ label, value }) =>
      valuesAskedFor(value).filter((one) => !canBe(metric, label, one)).map((one) => `${place}: ${metric}{${label}="${one}"}`))));
    expect(wrong).toEqual([]);
  });

  test('takes the rate of what only grows, and of nothing else', () => {
    const wrong = asked.filter(([place]) => !place.includes('$')).flatMap(([place, expr]) => parsePromql(expr).selectors.filter(({ metric, range }) => {
      const grows = scraped.get(metric)?.type === 'counter';
      return grows !== (range === 'rate' || range === 'increase');
    }).map(({ metric, range }) => `${place}: ${range ?? 'value of'} ${metric}`));
    expect(wrong).toEqual([]);
  });
});

/** The alternatives of a matcher; none where it is a pattern of its own. */
function valuesAskedFor(value: string): readonly string[] {
  return value === '.*' ? [] : value.split('|');
}

function canBe(metric: string, label: string, value: string): boolean {
  const [job] = prometheus.scrape_configs;
  if (label === 'job') return value === job?.job_name;
  if (label === 'service') return job?.dns_sd_configs[0]?.names.includes(value) ?? false;
  if (label === 'status') return /^[1-5](\.\.|\d\d)$/.test(value);
  if (label === 'route') return host.routes.some(({ path }) => new RegExp(`^${value}$`).test(`/v1${path}`));
  const recorded = known.get(metric);
  if (!recorded) return scraped.get(metric)?.labels.get(label)?.has(value) ?? false;
  return recorded.selectors.some((selector) => canBe(selector.metric, label, value));
}

describe('alerts', () => {
  test('say what is wrong in Chinese and in English, how urgent it is, and where it is told what to do', () => {
    for (const { alert, labels, annotations } of alerts) {
      expect({ alert, keys: Object.keys(annotations).sort() }).toEqual({ alert, keys: ['runbook', 'summary', 'summary_zh'] });
      expect([alert, annotations['runbook']]).toEqual([alert, `deploy/runbook.md#${kebab(alert)}`]);
      expect([alert, /[\u4e00-\u9fff]/.test(annotations['summary_zh'] ?? ''), /[\u4e00-\u9fff]/.test(annotations['summary'] ?? '')]).toEqual([alert, true, false]);
      expect([alert, ['page', 'ticket'].includes(labels['severity'] ?? '')]).toEqual([alert, true]);
    }
    expect(alerts.length).toBeGreaterThanOrEqual(20);
  });

  test('name only labels that their expression leaves', () => {
    const wrong = alerts.flatMap(({ alert, expr, annotations }) => {
      const left = labelsLeft(parsePromql(expr));
      return [...Object.values(annotations).join(' ').matchAll(/\$labels\.(\w+)/g)].filter(([, label = '']) => !left.has(label)).map(([, label]) => `${alert}: ${label}`);
    });
    expect(wrong).toEqual([]);
  });

  test('are each in the runbook', () => {
    const anchors = runbookAnchors();
    if (anchors === null) return void process.stdout.write('deploy/runbook.md IS NOT WRITTEN YET: the chapters of the alerts were not looked for\n');
    expect(alerts.map(({ alert }) => kebab(alert)).filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });

  test('are called once each, and so are recordings and groups', () => {
    for (const names of [alerts.map(({ alert }) => alert), recordings.map(({ record }) => record), ruleGroups.map(({ name }) => name)]) expect(new Set(names).size).toBe(names.length);
  });
});

function labelsLeft({ by, selectors }: Expression): ReadonlySet<string> {
  return new Set(by ?? selectors.flatMap(({ metric }) => [...(labelsOf(metric) ?? [])]));
}

describe('Prometheus', () => {
  test('reads the rules, and scrapes every process of the full world under the name of its service', () => {
    expect(prometheus.rule_files.every((file) => existsSync(join(folder, 'prometheus', file)))).toBe(true);
    const [job] = prometheus.scrape_configs;
    expect([...(job?.dns_sd_configs[0]?.names ?? [])].sort()).toEqual([...services.map(({ name }) => name), 'edge', 'relay'].sort());
    expect(job?.relabel_configs.map(({ target_label: label }) => label)).toEqual(['service']);
  });
});

describe('dashboards', () => {
  test('F-OP-06: ask data sources that are there, and lead to each other', () => {
    const uids = new Set(datasources.map(({ uid }) => uid));
    const pages = new Set(dashboards.map(({ uid }) => `/d/${uid}`));
    for (const { uid, panels, links } of dashboards) {
      expect([uid, panels.filter(({ datasource }) => datasource && !uids.has(datasource.uid)).map(({ title }) => title)]).toEqual([uid, []]);
      expect([uid, links.filter(({ url }) => !pages.has(url))]).toEqual([uid, []]);
    }
    expect(datasources.every(({ jsonData }) => jsonData.tracesToMetrics === undefined || uids.has(jsonData.tracesToMetrics.datasourceUid))).toBe(true);
  });

  test('explain every panel, and none covers another', () => {
    for (const { uid, panels } of dashboards) {
      expect([uid, new Set(panels.map(({ id }) => id)).size]).toEqual([uid, panels.length]);
      expect([uid, panels.filter(({ type, description }) => type !== 'row' && !description)]).toEqual([uid, []]);
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, n) => `${x + (n % w)}/${y + Math.floor(n / w)}`));
      expect([uid, new Set(cells).size, panels.every(({ gridPos: { x, w } }) => x + w <= 24)]).toEqual([uid, cells.length, true]);
    }
  });
});
