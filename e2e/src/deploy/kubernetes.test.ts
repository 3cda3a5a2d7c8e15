import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { workspace } from '../client/config.js';
import { environmentOfStage, stages } from './dockerfile.js';
import { programs, settingsOf } from './process-settings.js';
import { filesOf, rendered, type KubernetesObject, type Kustomization, type Labels } from './rendered.js';
import { makeSecrets, refusalOf, SECRETS, type MadeSecrets } from './started.js';
import { unknownFields } from './unknown-fields.js';

const clusters = rendered();
if (clusters === null) process.stderr.write('\nTHERE IS NO kubectl HERE: the kustomizations of deploy/k8s are not rendered, only their files are checked one by one.\n\n');
const of = (folder: Kustomization): readonly KubernetesObject[] => clusters?.get(folder) ?? [];
const everything: readonly (readonly [string, readonly KubernetesObject[]])[] = clusters === null ? [['files', filesOf()]] : [...clusters];
const kinds = (objects: readonly KubernetesObject[], ...wanted: readonly string[]): readonly KubernetesObject[] => objects.filter(({ kind }) => wanted.includes(kind));

const shell = readFileSync(join(workspace, 'libs', 'service-shell', 'src', 'config.ts'), 'utf8');
const fallbackOf = (setting: string): number => Number(new RegExp(`'${setting}', \\{ fallback: ([\\d_]+)`).exec(shell)?.[1]?.replaceAll('_', ''));
/** Farewell, bus, and six closers of two seconds at most (libs/service-shell: stopping, shutdown). */
const CLOSING_MS_MAX = 500 + 3_000 + 6 * 2_000;

const containersOf = ({ spec }: KubernetesObject): readonly Container[] => [...(spec.template.spec.initContainers ?? []), ...spec.template.spec.containers];
type Container = { readonly name: string; readonly image: string; readonly args?: readonly string[]; readonly env?: readonly { readonly name: string; readonly value?: string }[]; readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[]; readonly [field: string]: ReturnType<typeof JSON.parse> };
const programOf = (workload: KubernetesObject): string => /^daifa\/(.+):/.exec(containersOf(workload)[0]?.image ?? '')?.[1] ?? '';
const labelsOf = ({ spec }: KubernetesObject): Labels => spec.template.metadata.labels;
const selects = (selector: Labels, labels: Labels): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value);

/** What a container is given, `env` before `envFrom`. */
function environmentOf(container: Container | undefined, objects: readonly KubernetesObject[]): Readonly<Record<string, string>> {
  const maps = (container?.envFrom ?? []).map(({ configMapRef }) => kinds(objects, 'ConfigMap').find(({ metadata }) => metadata.name === configMapRef.name)?.data ?? { [`no ConfigMap ${configMapRef.name}`]: '' });
  return Object.assign({}, ...maps, Object.fromEntries((container?.env ?? []).map(({ name, value = '' }) => [name, value])));
}

test.each(everything)('%s: every object is one that Kubernetes takes', async (_, objects) => {
  expect(objects.length).toBeGreaterThan(0);
  for (const one of objects) {
    const { [one.kind]: Model } = await import(`kubernetes-models/${one.apiVersion}/${one.kind}`);
    // Kubernetes ignores the line breaks that kustomize puts into base64; the schema does not.
    const data = one.kind === 'Secret' ? { data: Object.fromEntries(Object.entries(one.data ?? {}).map(([key, value]) => [key, value.replace(/\s/g, '')])) } : {};
    expect(() => new Model({ ...one, ...data }).validate()).not.toThrow();
  }
});

test('no object has a field that Kubernetes would drop without a word', () => {
  const all = everything.flatMap(([, objects]) => objects);
  const [deployment] = kinds(all, 'Deployment');
  if (deployment === undefined) throw new Error('there is no deployment');
  // That such a field would be found is shown by one.
  const planted: KubernetesObject = { ...deployment, spec: { ...deployment.spec, template: { spec: { ...deployment.spec.template.spec, terminationGracePeriod: 30 } } } };
  expect(unknownFields([...all, planted])).toEqual([expect.stringContaining('terminationGracePeriod')]);
});

if (clusters !== null) describe('rendered', () => {
  const worlds = (['overlays/trial', 'overlays/production'] as const).map((folder) => [folder, of(folder)] as const);
  const secrets: { made: MadeSecrets | null } = { made: null };
  beforeAll(() => void (secrets.made = makeSecrets()));
  afterAll(() => secrets.made?.remove());

  test.each(worlds)('%s runs every process, of this version', (_, objects) => {
    expect(kinds(objects, 'Deployment').map(programOf).sort()).toEqual(programs.filter((program) => program !== 'standalone'));
    expect(kinds(objects, 'Deployment').map(({ metadata }) => metadata.name)).toEqual(kinds(objects, 'Deployment').map((one) => `daifa-${programOf(one)}`));
    const { version }: { readonly version: string } = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8'));
    for (const image of kinds(objects, 'Deployment', 'Job', 'StatefulSet').flatMap(containersOf).map((container) => container.image)) expect(image).toMatch(image.startsWith('daifa/') ? new RegExp(`:${version}$`) : /:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  });

  test.each(worlds)('%s asks each process the three questions, for what they mean, at the ports it has', (_, objects) => {
    for (const workload of kinds(objects, 'Deployment')) {
      for (const container of containersOf(workload)) {
        const asked = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) => [container[probe]?.httpGet.path, container[probe]?.httpGet.port]);
        expect([workload.metadata.name, asked]).toEqual([workload.metadata.name, [['/health/started', 'http'], ['/health/live', 'http'], ['/health/ready', 'http']]]);
        const ports = Object.fromEntries(container['ports'].map(({ name, containerPort }: { readonly name: string; readonly containerPort: number }) => [name, String(containerPort)]));
        expect([workload.metadata.name, ports]).toEqual([workload.metadata.name, { http: environmentOfStage(stages.at(-1))['PORT'], metrics: environmentOf(container, objects)['METRICS_PORT'] }]);
      }
    }
  });

  test.each(worlds)('%s lets no pod do more than it needs', (_, objects) => {
    const workloads = kinds(objects, 'Deployment', 'Job', 'StatefulSet');
    for (const workload of workloads) {
      const { securityContext, automountServiceAccountToken, enableServiceLinks } = workload.spec.template.spec;
      expect([workload.metadata.name, securityContext, automountServiceAccountToken, enableServiceLinks]).toMatchObject([workload.metadata.name, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }, false, false]);
      for (const { name, securityContext: own, resources } of containersOf(workload)) {
        expect([workload.metadata.name, name, own, resources]).toMatchObject([workload.metadata.name, name, { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }, { requests: { cpu: expect.any(String), memory: expect.any(String) }, limits: { memory: expect.any(String) } }]);
        if (workload.kind !== 'StatefulSet') expect([workload.metadata.name, own.readOnlyRootFilesystem]).toEqual([workload.metadata.name, true]);
      }
    }
    expect(kinds(objects, 'Namespace')[0]?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    for (const workload of workloads.filter(({ kind }) => kind !== 'StatefulSet')) expect([workload.metadata.name, kinds(objects, 'NetworkPolicy').some(({ spec }) => selects(spec.podSelector.matchLabels ?? { none: '' }, labelsOf(workload)))]).toEqual([workload.metadata.name, true]);
  });

  test('a process is given the time it may take to stop', () => {
    for (const workload of worlds.flatMap(([, objects]) => kinds(objects, 'Deployment'))) {
      const { DRAIN_MS: drain = '0', IN_FLIGHT_MS: inFlight = String(fallbackOf('IN_FLIGHT_MS')) } = environmentOf(containersOf(workload)[0], []);
      expect(workload.spec.template.spec.terminationGracePeriodSeconds * 1000).toBeGreaterThanOrEqual(Number(drain) + Number(inFlight) + CLOSING_MS_MAX);
      if (settingsOf(programOf(workload)).has('DRAIN_MS')) expect(Number(drain)).toBeGreaterThan(0);
    }
  });

  test('production has two of everything or more, apart; a trial has one', () => {
    const scaled = (objects: readonly KubernetesObject[]): readonly (readonly [string, number])[] => kinds(objects, 'Deployment').map(({ metadata: { name }, spec }) => [name, kinds(objects, 'HorizontalPodAutoscaler').find((one) => one.spec.scaleTargetRef.name === name)?.spec.minReplicas ?? spec.replicas ?? 1]);
    expect(scaled(of('overlays/production')).filter(([, replicas]) => replicas < 2)).toEqual([]);
    expect(scaled(of('overlays/trial')).filter(([, replicas]) => replicas !== 1)).toEqual([]);
    expect(of('overlays/production').filter(({ kind, spec }) => kind === 'Deployment' && spec.replicas !== undefined).map(({ metadata }) => metadata.name)).toEqual(['daifa-relay']); // where an autoscaler counts, nobody else does
    for (const { spec, metadata } of kinds(of('overlays/production'), 'Deployment')) {
      const [node] = spec.template.spec.topologySpreadConstraints;
      expect([metadata.name, node]).toMatchObject([metadata.name, { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: spec.selector.matchLabels } }]);
      expect(kinds(of('overlays/production'), 'PodDisruptionBudget').filter((budget) => selects(budget.spec.selector.matchLabels, spec.template.metadata.labels))).toHaveLength(1);
    }
  });

  test('schemas are migrated by jobs, before production and within a trial', () => {
    const migrating = programs.filter((program) => settingsOf(program).has('DATABASE_URL') && program !== 'standalone');
    for (const folder of ['migrations', 'overlays/trial'] as const) {
      expect([folder, kinds(of(folder), 'Job').map(programOf).sort()]).toEqual([folder, migrating]);
      for (const job of kinds(of(folder), 'Job')) expect(containersOf(job)[0]?.args).toEqual(['migrate']);
    }
    expect(kinds(of('overlays/production'), 'Job')).toEqual([]);
    expect(kinds(of('migrations'), 'Deployment', 'StatefulSet', 'Service')).toEqual([]);
    const given = (objects: readonly KubernetesObject[], kind: string): unknown => kinds(objects, kind).filter((one) => programOf(one) !== 'edge').map((one) => [programOf(one), { ...environmentOf(containersOf(one)[0], objects), DRAIN_MS: undefined }]);
    expect(given(of('migrations'), 'Job')).toEqual(given(of('overlays/production'), 'Deployment'));
  });

  test.each(worlds)('%s: what one object says of another is so', (folder, objects) => {
    const there = new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    if (folder === 'overlays/production') there.add('Secret daifa-secrets'); // made by hand, never in git
    const said = kinds(objects, 'Deployment', 'Job', 'StatefulSet').flatMap((workload) => [
      ...containersOf(workload).flatMap(({ envFrom = [] }) => envFrom.map(({ configMapRef }) => `ConfigMap ${configMapRef.name}`)),
      ...(workload.spec.template.spec.volumes ?? []).filter(({ secret }: { readonly secret?: object }) => secret).map(({ secret }: { readonly secret: { readonly secretName: string } }) => `Secret ${secret.secretName}`),
      ...(workload.spec.template.spec.serviceAccountName === undefined ? [] : [`ServiceAccount ${workload.spec.template.spec.serviceAccountName}`]),
    ]);
    const targets = kinds(objects, 'HorizontalPodAutoscaler').map(({ spec }) => `Deployment ${spec.scaleTargetRef.name}`);
    expect(said.length).toBeGreaterThan(10);
    expect([...said, ...targets].filter((one) => !there.has(one))).toEqual([]);
    for (const { metadata, spec } of kinds(objects, 'Service')) {
      const behind = kinds(objects, 'Deployment', 'StatefulSet', 'Job').filter((workload) => selects(spec.selector, labelsOf(workload))).map(({ metadata: { name } }) => name);
      expect([metadata.name, behind]).toEqual([metadata.name, [metadata.name]]); // a job that migrates is no server
    }
    for (const workload of kinds(objects, 'Deployment', 'Job')) {
      const mounts = (containersOf(workload)[0]?.['volumeMounts'] ?? []).map(({ mountPath }: { readonly mountPath: string }) => mountPath);
      expect([workload.metadata.name, mounts.sort()]).toEqual([workload.metadata.name, programOf(workload) === 'edge' ? ['/tmp'] : [SECRETS, '/tmp']]);
    }
  });

  test.each([...worlds, ['migrations', of('migrations')] as const])('%s: settings given to a process are known to it', (_, objects) => {
    const unknown = kinds(objects, 'Deployment', 'Job').flatMap((workload) => Object.keys(environmentOf(containersOf(workload)[0], objects)).filter((name) => !settingsOf(programOf(workload)).has(name)).map((name) => `${workload.metadata.name} ${name}`));
    expect(unknown).toEqual([]);
  });

  test.each(worlds)('%s: addresses lead to services that are there', (folder, objects) => {
    const served = new Set(kinds(objects, 'Service').flatMap(({ metadata, spec }) => spec.ports.map(({ port }: { readonly port: number }) => `${metadata.name}:${port}`)));
    const named = kinds(objects, 'Deployment').flatMap((workload) => Object.values({ ...environmentOf(containersOf(workload)[0], objects), ...(folder === 'overlays/trial' && programOf(workload) !== 'edge' && secrets.made?.settings) }))
      .flatMap((value) => [...value.matchAll(/(?<=^|\/\/|@|,)([a-z][a-z0-9.-]+:\d{2,5})(?=$|[/?,])/g)].map(([, address = '']) => address)).filter((address) => !address.includes('.example.com:'));
    expect(named.length).toBeGreaterThan(4);
    expect([...new Set(named)].filter((address) => !served.has(address))).toEqual([]);
  });

  test.each(['orders', 'relay', 'edge'])('%s takes the settings it is given', async (program) => {
    const objects = of('overlays/trial');
    const workload = kinds(objects, 'Deployment').find((one) => programOf(one) === program);
    expect(await refusalOf(program, environmentOf(workload && containersOf(workload)[0], objects), program === 'edge' ? null : secrets.made)).toBe('');
  });
});
