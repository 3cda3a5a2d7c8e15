import { TestShipments } from '../test-shipments.js';
import { TEST_CONFIG, TestShops } from '../test-shops.js';
import { crashFuzz } from './crash-fuzz.js';
import { CrashPoints } from './crash-points.js';

/** The long form of F-SH-09: `node services/orders/dist/channel-uploads/crash-fuzz-main.js [kills] [seed]`. Fails when a number was told twice or never. */
const [kills = 500, seed = 1] = process.argv.slice(2).map(Number);
const shops = await TestShops.open({ ...TEST_CONFIG, uploads: false });
const parcels = await TestShipments.of(shops, await shops.shop('PDD', 'crash-fuzz'));
const crash = await CrashPoints.open(parcels);
const report = await crashFuzz(crash, parcels, { kills, seed });
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
await crash.close();
await shops.close();
process.exitCode = report.twice.length + report.missing.length === 0 ? 0 : 1;
