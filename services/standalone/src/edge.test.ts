import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { ROLES, type Role } from '@daifa/service-shell/policy';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { services } from './services.js';

/** Every route of the composed program, generated from its code and its document: nothing here names a route by hand. */

let host: TestHost;
let withoutRole: Readonly<Record<string, string>>;
beforeAll(async () => {
  host = await testHost(services);
  const { tenantId } = await host.world.access.createTenant({ name: '未选身份', roles: [] });
  withoutRole = { authorization: `Bearer ${(await host.world.access.createKey({ tenantId, label: 'test' })).key}` };
});
afterAll(() => host.close());

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Operation = { readonly method: Method; readonly path: string; readonly roles: readonly (Role | 'public' | 'any')[]; readonly body: object | null; readonly schema: Schema | undefined };

type Schema = { readonly $ref?: string; readonly required?: readonly string[]; readonly properties?: Readonly<Record<string, { readonly items?: Schema }>> };
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly 'x-roles': Operation['roles']; readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: object; readonly schema?: Schema }>> } }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const document: Document =
  JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'));
const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { requestBody, 'x-roles': roles }]) => ({ method: method.toUpperCase() as Method, path, roles, body: requestBody?.content['application/json']?.example ?? null, schema: schemaOf(requestBody?.content['application/json']?.schema) })),
);
function schemaOf(schema: Schema | undefined): Schema | undefined {
  return schema?.$ref === undefined ? schema : document.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
}
const name = ({ method, path }: Operation): string => `${method} ${path}`;
const isPublic = ({ roles }: Operation): boolean => roles.includes('public');
const ours = operations.filter((operation) => !isPublic(operation));
const withBody = ours.filter(({ body }) => body !== null);
const isStream = ({ path }: Operation): boolean => path.endsWith('/stream');

const NOBODYS_ID = '11111111-2222-5333-8444-555555555555';
const filled = (path: string, id = NOBODYS_ID): string => path.replaceAll(/\{\w+\}/g, id);
const tenantIn = (role: Role): TestTenant => role;
const callerOf = ({ roles }: Operation): TestTenant => tenantIn(ROLES.find((role) => roles.includes(role) || roles.includes('any')) ?? 'merchant');
const events = (): Promise<number> => host.world.store.headPosition();
const codeOf = ({ status, body }: Answer): readonly [number, unknown] => [status, body?.code];

type Raw = { readonly method: Method; readonly path: string; readonly tenant: TestTenant; readonly type?: string; readonly body: string };

/** As it is written, for bodies that are no JSON. Resolves with the head of the answer. */
function raw({ method, path, tenant, type = 'application/json', body }: Raw): Promise<readonly [number, unknown]> {
  return new Promise((resolve, reject) => {
    const asked = request(`${host.url}${path}`, { method, headers: { authorization: `Bearer ${host.tenants[tenant].key}`, 'content-type': type, 'content-length': Buffer.byteLength(body) } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (more: string) => (text += more)).on('end', () => resolve([answer.statusCode ?? 0, JSON.parse(text).code]));
    });
    let answered = false;
    asked.on('response', () => (answered = true));
    asked.on('error', (error) => void (answered || reject(error)));
    asked.end(body);
  });
}

describe('the document', () => {
  test('of the running program is the committed one', async () => {
    expect((await host.ask(null, 'GET', '/docs/openapi.json')).body).toEqual(document);
  });

  test('F-SP-07: has the routes of the code, each with its policy', () => {
    const UNVERSIONED = /^\/(health|problems)/;
    const inCode = host.routes.map(({ method, path, policy }) => [`${method} ${UNVERSIONED.test(path) ? '' : '/v1'}${path.replaceAll(/:(\w+)/g, '{$1}')}`, policy === 'public' ? ['public'] : policy === 'any-tenant' ? ['any'] : policy]);
    const inDocument = operations.map((operation) => [name(operation), operation.roles]);
    expect(inCode.sort()).toEqual(inDocument.sort());
  });
});

describe('who may call', () => {
  test.each(ours.map((operation) => [name(operation), operation] as const))('F-SP-07 F-BI-01 PDD-15: %s answers by its policy and nothing else', async (_, operation) => {
    const path = filled(operation.path);
    const body = operation.body === null ? undefined : {};
    expect(codeOf(await host.ask(null, operation.method, path, body))).toEqual([401, 'UNAUTHENTICATED']);
    expect(codeOf(await host.ask(null, operation.method, path, body, { authorization: 'Bearer daifa_test_aaaaaaaaaaaa_wrong' }))).toEqual([401, 'UNAUTHENTICATED']);
    if (!operation.roles.includes('any')) expect(codeOf(await host.ask(null, operation.method, path, body, withoutRole))).toEqual([403, 'ROLE_NOT_SELECTED']);
    for (const role of ROLES) {
      const allowed = operation.roles.includes(role) || operation.roles.includes('any');
      if (!allowed) expect([role, ...codeOf(await host.ask(tenantIn(role), operation.method, path, body))]).toEqual([role, 403, 'FORBIDDEN']);
      else if (!isStream(operation)) expect([401, 403, 500]).not.toContain((await host.ask(tenantIn(role), operation.method, path, body)).status);
    }
  });

  test('what is public needs no key', async () => {
    for (const operation of operations.filter(isPublic)) {
      const { body } = await host.ask(null, operation.method, filled(operation.path));
      expect(['UNAUTHENTICATED', 'FORBIDDEN', 'INTERNAL']).not.toContain(body?.code); // a signed message is asked for its signature, not for a key
    }
  });
});

describe('what a body may not be', () => {
  const cases = withBody.map((operation) => [name(operation), operation] as const);

  test.each(cases)('%s takes nothing that is not asked for, and stores nothing then', async (_, operation) => {
    const { method, body } = operation;
    const path = filled(operation.path);
    const before = await events();
    for (const extra of ['tenantId', 'revision', 'recordedAt', 'actor', 'position']) {
      if (Object.hasOwn(body ?? {}, extra)) continue;
      const answer = await host.ask(callerOf(operation), method, path, { ...body, [extra]: 'mine' });
      expect([extra, ...codeOf(answer)]).toEqual([extra, 400, 'VALIDATION_FAILED']);
      expect(answer.body.errors).toContainEqual(expect.objectContaining({ in: 'body', pointer: `/${extra}` }));
    }
    const text = JSON.stringify(body).slice(1);
    for (const key of ['__proto__', 'constructor', 'prototype']) expect([key, ...(await raw({ method, path, tenant: callerOf(operation), body: `{"${key}":{"admin":true},${text}` }))]).toEqual([key, 400, 'MALFORMED_BODY']);
    expect(await raw({ method, path, tenant: callerOf(operation), body: `{"a":${text}` })).toEqual([400, 'MALFORMED_BODY']);
    expect(await raw({ method, path, tenant: callerOf(operation), body: '[]' })).toEqual([400, 'VALIDATION_FAILED']);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) expect([type, ...(await raw({ method, path, tenant: callerOf(operation), type, body: 'a=1' }))]).toEqual([type, 415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(await raw({ method, path, tenant: callerOf(operation), body: `{"a":"${'x'.repeat(1_048_576)}"}` })).toEqual([413, 'BODY_TOO_LARGE']);
    expect(await events()).toBe(before);
  });

  const required = (schema: Schema | undefined): readonly string[] => schema?.required ?? [];
  /** The example without each of the fields it needs, and without those its items need, with the place that is then wrong. */
  const incomplete = ({ body, schema }: Operation): readonly (readonly [pointer: string, body: object])[] => [
    ...required(schema).map((field) => [`/${field}`, { ...body, [field]: undefined }] as const),
    ...Object.entries(body ?? {}).flatMap(([list, items]) => (Array.isArray(items) ? required(schemaOf(schema?.properties?.[list]?.items)).map((field) => [`/${list}/0/${field}`, { ...body, [list]: [{ ...items[0], [field]: undefined }] }] as const) : [])),
  ];

  test.each(cases)('%s wants all that it needs', async (_, operation) => {
    const before = await events();
    for (const [pointer, body] of incomplete(operation)) {
      const answer = await host.ask(callerOf(operation), operation.method, filled(operation.path), body);
      expect([pointer, ...codeOf(answer)]).toEqual([pointer, 400, 'VALIDATION_FAILED']);
      expect(answer.body.errors).toContainEqual(expect.objectContaining({ in: 'body', pointer: expect.stringMatching(new RegExp(`^${pointer}`)) }));
    }
    expect(await events()).toBe(before);
  });

  test('F-SH-02 PDD-25: without a return address nothing is shipped', () => {
    const shipping = withBody.filter((operation) => name(operation) === 'POST /v1/shipments');
    expect(shipping.flatMap(incomplete).map(([pointer]) => pointer)).toContain('/returnAddressId');
  });

  test.each(cases)('%s looks into the items too', async (_, operation) => {
    const before = await events();
    for (const [list, items] of Object.entries(operation.body ?? {})) {
      if (!Array.isArray(items) || typeof items[0] !== 'object') continue;
      const answer = await host.ask(callerOf(operation), operation.method, filled(operation.path), { ...operation.body, [list]: [{ ...items[0], revision: 7 }] });
      expect([list, ...codeOf(answer)]).toEqual([list, 400, 'VALIDATION_FAILED']);
    }
    expect(await events()).toBe(before);
  });
});
