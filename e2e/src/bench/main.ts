import { measureAppends } from './append.js';
import { Bench } from './bench.js';
import { startBenchServer } from './server.js';

const server = await startBenchServer();
const bench = new Bench({ quick: true, rounds: 3, roundMs: 600 }, server, (l) => console.log(l));
await measureAppends(bench);
console.table(bench.figures.map(f => ({ ...f, median: +f.median.toPrecision(4) })));
console.table(bench.reached.map(r => ({ n: r.name, v: r.value, floor: r.goal.floor, moon: r.goal.moonshot })));
console.log(bench.invariants, bench.noisy);
await server.stop();
