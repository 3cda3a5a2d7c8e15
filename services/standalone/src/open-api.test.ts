import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { systemPorts } from '@daifa/ports/system';
import { documentOf } from '@daifa/service-shell/document';
import { services } from './services.js';

const document = await documentOf(services, systemPorts);
const committed = new URL('../../../docs/openapi.json', import.meta.url);

type Content = { readonly schema?: object; readonly example?: unknown };
type Operation = { readonly name: string; readonly summary: string; readonly contents: readonly (Content & { readonly place: string })[] };

const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
    const operation = item[method];
    if (!operation) return [];
    const name = `${method.toUpperCase()} ${path}`;
    const parts = [['request', operation.requestBody] as const, ...Object.entries(operation.responses).filter(([status]) => status !== 'default' && status !== '204')];
    const contents = parts.flatMap(([place, part]) => {
      if (!part) return [];
      const content: Readonly<Record<string, Content>> = 'content' in part && part.content ? part.content : { 'no content described': {} };
      return Object.entries(content).map(([type, { schema, example }]) => ({ place: `${name} ${place} ${type}`, ...(schema && { schema }), example }));
    });
    return [{ name, summary: operation.summary ?? '', contents }];
  }),
);

/** Schemas as JSON Schema 2020-12 sees them: references lead into the document. */
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addFormat('binary', true);
ajv.addSchema({ $id: 'daifa', components: document.components });
const within = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"daifa#/components/'));

test('the committed document is what the code says: npm run openapi writes it', () => {
  expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
});

test('every operation says what it does', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(operations.filter(({ summary }) => summary.length < 8).map(({ name }) => name)).toEqual([]);
  expect(operations.length).toBeGreaterThan(50);
});

test('every request and every answer has an example', () => {
  expect(operations.flatMap(({ contents }) => contents).filter(({ example, schema }) => example === undefined || !schema).map(({ place }) => place)).toEqual([]);
});

test('every example is what its schema says', () => {
  const wrong = operations.flatMap(({ contents }) => contents).flatMap(({ place, schema, example }) => {
    const validate = ajv.compile(within(schema ?? {}));
    return validate(example) ? [] : [`${place}: ${ajv.errorsText(validate.errors)}`];
  });
  expect(wrong).toEqual([]);
});
