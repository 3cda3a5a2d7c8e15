import { expect, test } from '@jest/globals';
import { fastify, LogController } from 'fastify';
import { createLogger, logAnswer } from './logging.js';

test('an answer is a line; a probe is one only when the answer is no', async () => {
  const lines: string[] = [];
  const loggerInstance = createLogger({ name: 'test', level: 'info', destination: { write: (line) => void lines.push(line) } });
  const server = fastify({ loggerInstance, logController: new LogController({ disableRequestLogging: true }) });
  server.addHook('onResponse', logAnswer);
  let ready = true;
  server.get('/health/ready', async (_request, reply) => reply.code(ready ? 200 : 503).send());
  server.get('/v1/orders/:id', async () => 'here');
  const url = await server.listen({ port: 0 });
  await fetch(`${url}/health/ready`);
  await fetch(`${url}/v1/orders/7?phone=13800001234`);
  ready = false;
  await fetch(`${url}/health/ready`);
  await server.close();
  expect(lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered').map(({ route, status }) => [route, status])).toEqual([['/v1/orders/:id', 200], ['/health/ready', 503]]);
});
