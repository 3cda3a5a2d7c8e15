import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { childEnvironment, workspace } from '../client/config.js';
import { environmentOfStage, instructions, servicesNamed, stages, valuesOf } from './dockerfile.js';
import { programs } from './process-settings.js';

const image = stages.at(-1);
const json = (text: string | undefined): readonly string[] => JSON.parse(text ?? '[]');
const read = (file: string): string => readFileSync(join(workspace, file), 'utf8');

test('builds every process there is, and says so', () => {
  expect([...servicesNamed].sort()).toEqual(programs);
});

test('stands on one exact version of Node', () => {
  const others = stages.map(({ name }) => name);
  expect(new Set(stages.map(({ from }) => from))).toEqual(new Set([expect.stringMatching(/^node:\d+\.\d+\.\d+-[a-z]+-slim$/)]));
  expect(instructions.some(({ rest }) => /:latest\b/.test(rest))).toBe(false);
  expect(instructions.filter(({ name, rest }) => name === 'COPY' && rest.includes('--from=')).map(({ rest }) => /--from=(\S+)/.exec(rest)?.[1]).filter((from) => !others.includes(from ?? ''))).toEqual([]);
});

test('no container of it runs as root', () => {
  for (const stage of stages.filter((one) => valuesOf(one, 'ENTRYPOINT').length > 0)) expect([stage.name, valuesOf(stage, 'USER').at(-1)]).toEqual([stage.name, expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
  expect(image?.instructions.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(image?.instructions.findLastIndex(({ name }) => name === 'COPY' || name === 'RUN') ?? Infinity);
});

test('an image holds packages for production only, and starts Node itself, as the commands here do', () => {
  const entry = json(valuesOf(image, 'ENTRYPOINT')[0]);
  expect(entry[0]).toBe('node');
  expect(json(valuesOf(image, 'CMD')[0])).toEqual(['serve']);
  for (const flag of read('scripts/run.mjs').match(/'--[a-z-]+(?:=\d+)?'/g) ?? []) expect(entry).toContain(flag.slice(1, -1));
  const packages = stages.find(({ name }) => name === 'packages');
  expect(valuesOf(image, 'COPY')).toContainEqual(expect.stringContaining('--from=packages'));
  expect(valuesOf(packages, 'RUN')).toEqual([expect.stringMatching(/npm ci --omit=dev --omit=optional$/)]);
});

test('what is copied from the checkout reaches the builder', () => {
  const sent = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const copied = stages.flatMap((stage) => valuesOf(stage, 'COPY')).filter((rest) => !rest.startsWith('--from')).map((rest) => rest.split(' ')[0] ?? '').filter((path) => path !== '.');
  expect(copied.length).toBeGreaterThan(0);
  expect(copied.filter((path) => !existsSync(join(workspace, path)) || !sent.some((one) => path === one || path.startsWith(`${one}/`)))).toEqual([]);
  expect(sent.filter((path) => !existsSync(join(workspace, path)))).toEqual([]);
});

describe('its health check', () => {
  const [program = '', ...args] = json(/CMD (\[.*\])$/.exec(valuesOf(image, 'HEALTHCHECK')[0] ?? '')?.[1]);
  const ends = async (port: number): Promise<unknown> => (await once(spawn(program, args, { env: childEnvironment({ PORT: String(port) }), stdio: 'ignore' }), 'exit'))[0];

  test('is content with a process that is ready, and with nothing else', async () => {
    let status = 200;
    const server = createServer((request, response) => response.writeHead(request.url === '/health/ready' ? status : 404).end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port }: AddressInfo = JSON.parse(JSON.stringify(server.address()));
    expect(await ends(port)).toBe(0);
    status = 503;
    expect(await ends(port)).toBe(1);
    await new Promise((closed) => server.close(closed));
    expect(await ends(port)).toBe(1);
  });

  test('asks where the image listens', () => {
    expect(environmentOfStage(image)).toMatchObject({ HOST: '0.0.0.0', PORT: valuesOf(image, 'EXPOSE')[0], NODE_ENV: 'production' });
  });
});
