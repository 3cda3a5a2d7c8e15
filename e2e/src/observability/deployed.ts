import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workspace } from '../client/config.js';

/** What deploy/observability says, as far as tests look at it. */

export const folder = join(workspace, 'deploy', 'observability');
const textOf = (...path: readonly string[]): string => readFileSync(join(folder, ...path), 'utf8');

export type Alert = { readonly alert: string; readonly expr: string; readonly for?: string; readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>> };
export type Recording = { readonly record: string; readonly expr: string };
export type ScrapeJob = { readonly job_name: string; readonly dns_sd_configs: readonly { readonly names: readonly string[]; readonly port: number }[]; readonly relabel_configs: readonly { readonly target_label: string }[] };
export type Panel = {
  readonly id: number; readonly type: string; readonly title: string; readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string }; readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[];
};
export type Dashboard = { readonly uid: string; readonly title: string; readonly panels: readonly Panel[]; readonly links: readonly { readonly url: string }[]; readonly templating: { readonly list: readonly { readonly name: string; readonly query: { readonly query: string } }[] } };
export type Datasource = { readonly uid: string; readonly jsonData: { readonly tracesToMetrics?: { readonly datasourceUid: string; readonly queries: readonly { readonly query: string }[] } } };

const rules: { readonly groups: readonly { readonly name: string; readonly rules: readonly (Alert | Recording)[] }[] } = parse(textOf('prometheus', 'daifa.rules.yml'));
export const ruleGroups = rules.groups;
export const alerts = rules.groups.flatMap((group) => group.rules).filter((rule): rule is Alert => 'alert' in rule);
export const recordings = rules.groups.flatMap((group) => group.rules).filter((rule): rule is Recording => 'record' in rule);
export const prometheus: { readonly rule_files: readonly string[]; readonly scrape_configs: readonly ScrapeJob[] } = parse(textOf('prometheus', 'prometheus.yml'));
export const datasources: readonly Datasource[] = parse(textOf('grafana', 'provisioning', 'datasources', 'daifa.yml')).datasources;
export const dashboards: readonly Dashboard[] = readdirSync(join(folder, 'grafana', 'dashboards')).map((file) => JSON.parse(textOf('grafana', 'dashboards', file)));

/** The runbook's chapters as a link finds them; null while there is none. */
export function runbookAnchors(): ReadonlySet<string> | null {
  const file = join(workspace, 'deploy', 'runbook.md');
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').trim().replace(/ /g, '-'));
  const named = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name = '']) => name);
  return new Set([...headings, ...named]);
}
