import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from './open-api.js';

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Daifa API</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>`;

/** A file of its own: the content security policy allows no script inside the page. */
const START = `SwaggerUIBundle({ url: '/docs/openapi.json', dom_id: '#swagger-ui', deepLinking: true, displayRequestDuration: true, tryItOutEnabled: true });`;

const FILES = [
  { name: 'swagger-ui.css', type: 'text/css; charset=utf-8' },
  { name: 'swagger-ui-bundle.js', type: 'text/javascript; charset=utf-8' },
] as const;

/**
 * /docs for people, /docs/openapi.json for programs, open to all. Served by hand: two files need no static file server, and
 * the one Nest would load cannot be loaded by jest before Node 24.9.
 */
export function serveDocs(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  let document: OpenAPIObject | null = null;
  server.get('/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  server.get('/docs/start.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  server.get('/docs/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(JSON.stringify((document ??= openApiDocument(app)))));
  for (const { name, type } of FILES) {
    server.get(`/docs/${name}`, async (_request, reply) => reply.type(type).header('Cache-Control', 'public, max-age=3600').send(createReadStream(join(folder, name))));
  }
}
