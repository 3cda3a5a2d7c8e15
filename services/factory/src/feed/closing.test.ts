import { testHost } from '@daifa/service-shell/test-host';
import { factoryService } from '../service.js';

test('a process that stops sends home who waits, and waits for nobody', async () => {
  const host = await testHost([factoryService]);
  const waiting = host.ask('factory', 'GET', '/v1/factory/feed?waitMs=30000');
  await host.ask('factory', 'GET', '/v1/factory/feed');
  await host.close();
  expect((await waiting).body).toEqual({ items: [], head: 0, prevSeq: 0 });
});
