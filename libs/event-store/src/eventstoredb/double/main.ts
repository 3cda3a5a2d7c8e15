import type { Misbehaviour } from './faults.js';
import { serve } from './server.js';

/** The double's own process: tells its parent where it listens, misbehaves when told to, and ends with its parent. */
const server = await serve(Number(process.argv[2]));
process.on('message', ({ n, order }: { readonly n: number; readonly order: Misbehaviour }) => {
  void server.misbehave(order).then((struck) => process.send?.({ n, struck }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ port: server.port });
