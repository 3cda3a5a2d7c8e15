import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = { readonly [key: string]: unknown };

/**
 * An example of a schema, put together from the examples that its properties carry: what a DTO says beside each field is
 * said once. undefined where nothing gives one.
 */
export function exampleOf(schema: unknown, document: OpenAPIObject): unknown {
  if (!isSchema(schema)) return undefined;
  if ('example' in schema) return schema.example;
  if (typeof schema.$ref === 'string') return exampleOf(resolved(schema.$ref, document), document);
  for (const parts of [schema.allOf, schema.oneOf, schema.anyOf]) if (Array.isArray(parts)) return exampleOf(parts[0], document);
  if (schema.type === 'array') return arrayOf(exampleOf(schema.items, document));
  if (isSchema(schema.properties)) return objectOf(schema.properties, document);
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (schema.format === 'binary') return '(the file 文件内容)';
  return undefined;
}

function objectOf(properties: Schema, document: OpenAPIObject): object {
  const examples = Object.entries(properties).map(([name, property]) => [name, exampleOf(property, document)] as const);
  return Object.fromEntries(examples.filter(([, example]) => example !== undefined));
}

const arrayOf = (item: unknown): readonly unknown[] => (item === undefined ? [] : [item]);

function resolved($ref: string, document: OpenAPIObject): unknown {
  return document.components?.schemas?.[$ref.slice($ref.lastIndexOf('/') + 1)];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
