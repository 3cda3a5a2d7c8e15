import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ownerOf, SERVICES } from '@daifa/edge/route-table';
import { systemPorts } from '@daifa/ports/system';
import { documentOf } from '@daifa/service-shell/document';
import { services } from '../services.js';

/** What every process answers for itself: its health, its operations, the meaning of problems. */
const EVERYBODYS = /^\/(health|problems|v1\/operations)\b/;
const pathsOf = async (names: readonly string[]): Promise<readonly string[]> => Object.keys((await documentOf(services.filter(({ name }) => names.includes(name)), systemPorts)).paths);
const committed: { readonly paths: object } = JSON.parse(readFileSync(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8'));

describe('the edge and the services behind it', () => {
  test('are the same ones', () => {
    expect(services.map(({ name }) => name)).toEqual(SERVICES);
  });

  test.each(SERVICES)('the edge leads to %s where that service has a controller, and nowhere else', async (service) => {
    const own = (await pathsOf([service])).filter((path) => !EVERYBODYS.test(path));
    expect(own.length).toBeGreaterThan(2);
    expect(own.map((path) => [path, ownerOf(path)])).toEqual(own.map((path) => [path, service]));
    expect(Object.keys(committed.paths).filter((path) => ownerOf(path) === service).sort()).toEqual([...own].sort());
  });

  test('the groups of a service are called after it, so that the edge finds them', () => {
    for (const { name, groups } of services) for (const group of groups) expect([group.name, ownerOf(`/v1/operations/groups/${group.name}/rebuild`)]).toEqual([group.name, name]);
  });
});
