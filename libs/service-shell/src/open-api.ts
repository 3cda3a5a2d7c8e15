import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { catalogue } from './problem-catalogue/catalogue.js';
import { exampleOf } from './open-api-examples.js';
import { problemBody } from './problem-body.js';
import { problem } from './problems.js';
import { routesOf } from './routes.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const WRITES = new Set<string>(['post', 'put', 'patch', 'delete']);

/** The application as OpenAPI 3.1: every operation with its roles, its problem answer and, for writes, its Idempotency-Key. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Daifa 代发')
    .setDescription('Event-sourced order fulfilment for factory-direct dropshipping. Errors are RFC 9457 with a stable code: see /problems.')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key: daifa_<environment>_<id>_<secret>' })
    .build();
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}` });
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem: problemSchema } };
  const policies = new Map(routesOf(app).map((route) => [route.handler.replace(/Controller\./, '.'), route.policy]));
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (!operation) continue;
      complete(operation, method, policies.get(operation.operationId ?? '') ?? null);
      plainFile(operation);
      for (const content of contentsOf(operation)) content.example ??= exampleOf(content.schema, document);
    }
  }
  return document;
}

/** A file that is the body itself is the file alone, not the form around it. */
function plainFile({ requestBody }: Operation): void {
  if (!requestBody || !('content' in requestBody) || !('text/csv' in requestBody.content)) return;
  requestBody.content['text/csv'] = { schema: { type: 'string', format: 'binary' } };
}

/** Bodies asked and answered, problems excepted: those have one schema for all. */
function contentsOf({ requestBody, responses }: Operation): readonly { example?: unknown; schema?: unknown }[] {
  const answers = Object.entries(responses).filter(([status]) => status !== 'default').map(([, answer]) => answer);
  return [requestBody, ...answers].flatMap((part) => (part && 'content' in part && part.content ? Object.values(part.content) : []));
}

function complete(operation: Operation, method: string, policy: unknown): void {
  const isPublic = policy === 'public';
  operation.responses = { ...operation.responses, default: { description: 'A problem (RFC 9457)', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example: problemExample } } } };
  operation.security = isPublic ? [] : [{ bearer: [] }];
  Object.assign(operation, { 'x-roles': Array.isArray(policy) ? policy : isPublic ? ['public'] : ['any'] });
  if (isPublic || !WRITES.has(method)) return;
  operation.parameters = [
    ...(operation.parameters ?? []),
    { name: 'Idempotency-Key', in: 'header', required: false, description: 'Same key and body: same answer, one effect. Kept for at least 24 hours.', schema: { type: 'string', minLength: 1, maxLength: 255 } },
  ];
}

const problemExample = problemBody(problem('ORDER_NOT_FOUND', { orderId: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }), { instance: '/v1/orders/0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f', correlationId: '7c0f5a52-9a0b-4c3e-8a67-0b1c2d3e4f50', language: 'en' });

const bilingual = { type: 'object', required: ['zh', 'en'], properties: { zh: { type: 'string' }, en: { type: 'string' } } };

const problemSchema = {
  type: 'object',
  example: problemExample,
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'messages', 'hint', 'guards', 'correlationId'],
  properties: {
    type: { type: 'string', description: '/problems/<code>' },
    title: { type: 'string', description: 'The message in the language of Accept-Language' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What to do next, in the language of Accept-Language' },
    instance: { type: 'string' },
    code: { type: 'string', enum: Object.keys(catalogue).sort() },
    messages: bilingual,
    hint: bilingual,
    guards: {
      type: 'array', minItems: 1, description: 'Every rule that said no, the most important first',
      items: { type: 'object', required: ['code', 'messages', 'hint', 'facts'], properties: { code: { type: 'string' }, messages: bilingual, hint: bilingual, facts: { type: 'object', additionalProperties: true } } },
    },
    errors: {
      type: 'array', description: 'Places in the request that are wrong',
      items: { type: 'object', required: ['in', 'pointer', 'rule', 'messages'], properties: { in: { type: 'string', enum: ['body', 'query', 'path', 'header'] }, pointer: { type: 'string' }, rule: { type: 'string' }, messages: bilingual } },
    },
    retryAfterSeconds: { type: 'integer' },
    correlationId: { type: 'string' },
  },
};
