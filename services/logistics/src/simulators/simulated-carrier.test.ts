import { CarrierRefused, CarrierUnavailable, type Carrier } from '@daifa/carriers/carrier';
import { CARRIER_CODES, carriers, type CarrierCode } from '@daifa/carriers/catalogue';
import { carrierContract, sampleParcel } from '@daifa/carriers/contract';
import { purchase } from '@daifa/carriers/purchase';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { manualPorts } from '@daifa/ports/manual';
import type { Ports } from '@daifa/ports/ports';
import { systemPorts } from '@daifa/ports/system';
import pg from 'pg';
import { openDataSource } from '@daifa/service-shell/database';
import { logisticsService } from '../service.js';
import { purchases } from './ledger.js';
import { WELL_BEHAVED, type SimulatorSettings } from './settings.js';
import { openSimulators, type Simulators } from './simulators.js';

let database: TestDatabase;
let simulators: Simulators;
let requests = 0;

beforeAll(async () => {
  database = await testDatabase();
  const source = await openDataSource({ url: database.url, applicationName: 'test', onPoolError: () => undefined, ...logisticsService.database });
  await source.destroy();
  simulators = openSimulators(database.url, systemPorts);
});

afterAll(async () => {
  await simulators.close();
  await database.stop();
});

beforeEach(async () => {
  for (const code of CARRIER_CODES) await simulators.board.change(code, WELL_BEHAVED);
});

const newRequest = (): string => `request-${++requests}`;

function carrierOf(code: CarrierCode, of: Simulators = simulators): Carrier {
  const carrier = of.carriers.get(code);
  if (!carrier) throw new Error(`no ${code}`);
  return carrier;
}

const behave = (settings: Partial<SimulatorSettings>): Promise<void> => simulators.board.change('YTO', { ...WELL_BEHAVED, ...settings });
const sold = (requestId: string): Promise<number> => purchases(simulators.pool, requestId);

for (const code of CARRIER_CODES) {
  carrierContract(`the simulated ${code}`, async () => ({ code, carrier: carrierOf(code), requestId: newRequest(), purchases: sold }));
}

async function bought(carrier = carrierOf('YTO')): Promise<{ readonly requestId: string; readonly waybillNo: string }> {
  const requestId = newRequest();
  const answer = await purchase(carrier, requestId, sampleParcel, { timers: systemPorts.timers });
  if (answer.kind !== 'bought') throw new Error(answer.kind);
  return { requestId, waybillNo: answer.number.waybillNo };
}

test('its numbers are plainly simulated, and sorted by carrier and district', async () => {
  const requestId = newRequest();
  const answer = await purchase(carrierOf('SF'), requestId, sampleParcel, { timers: systemPorts.timers });
  expect(answer).toMatchObject({ kind: 'bought', number: { waybillNo: expect.stringMatching(new RegExp(`^${carriers.SF.simulatedPrefix}`)), sortCode: expect.stringMatching(/^330-106-\d\d$/), packageCenter: '浙江01转运中心', markDestination: '浙江 0106' } });
});

test('it is the world outside: another process finds the same numbers', async () => {
  const one = await bought();
  const other = openSimulators(database.url, systemPorts);
  expect(await carrierOf('YTO', other).query(one.requestId)).toMatchObject({ state: 'created', number: { waybillNo: one.waybillNo } });
  expect(await purchase(carrierOf('YTO', other), one.requestId, sampleParcel, { timers: systemPorts.timers })).toMatchObject({ kind: 'bought', number: { waybillNo: one.waybillNo } });
  expect(await sold(one.requestId)).toBe(1);
  await other.close();
});

test('two processes that buy for the same requests at the same moment sell each once', async () => {
  const other = openSimulators(database.url, systemPorts);
  const requestIds = Array.from({ length: 200 }, newRequest);
  const buy = (of: Simulators) => Promise.all(requestIds.map((requestId) => purchase(carrierOf('ZTO', of), requestId, sampleParcel, { timers: systemPorts.timers })));
  const [mine, theirs] = await Promise.all([buy(simulators), buy(other)]);
  expect(theirs).toEqual(mine);
  expect(await Promise.all(requestIds.map(sold))).toEqual(requestIds.map(() => 1));
  await other.close();
});

test('a request that another process sells while we wait for the account is told with that number', async () => {
  const requestId = newRequest();
  const { precreateId } = await carrierOf('YTO').precreate(requestId, sampleParcel);
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query(`begin; select from carrier_simulator.account where carrier = 'YTO' for update`);
  const asking = carrierOf('YTO').create(precreateId);
  for (let waiting = 0; waiting === 0; ) {
    const { rowCount } = await other.query(`select from pg_stat_activity where application_name = 'carrier simulators' and datname = current_database() and wait_event_type = 'Lock'`);
    waiting = rowCount ?? 0;
    await systemPorts.timers.sleep(5);
  }
  await other.query(`update carrier_simulator.purchase set state = 'created', sold = sold + 1, created_at = now(), waybill_no = 'YT8800999999999' where request_id = '${requestId}'`);
  await other.query('commit');
  expect(await asking).toMatchObject({ waybillNo: 'YT8800999999999' });
  expect(await sold(requestId)).toBe(1);
  await other.end();
});

test('a thousand purchases at once are a few statements, each with its own number', async () => {
  const statements: string[] = [];
  const own = openSimulators(database.url, systemPorts);
  const query = own.pool.query.bind(own.pool);
  own.pool.query = ((...asked: Parameters<typeof query>) => { statements.push(String(asked[0])); return query(...asked); }) as typeof own.pool.query;
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => bought(carrierOf('STO', own))));
  expect(new Set(answers.map(({ waybillNo }) => waybillNo)).size).toBe(1_000);
  expect(statements.length).toBeLessThan(50);
  await own.close();
});

test('an answer that is lost leaves the effect, and questions are answered', async () => {
  await behave({ failAfterRate: 1 });
  const requestId = newRequest();
  await expect(carrierOf('YTO').precreate(requestId, sampleParcel)).rejects.toBeInstanceOf(CarrierUnavailable);
  const known = await carrierOf('YTO').query(requestId);
  if (known.state !== 'precreated') throw new Error(known.state);
  await expect(carrierOf('YTO').create(known.precreateId)).rejects.toBeInstanceOf(CarrierUnavailable);
  expect(await carrierOf('YTO').query(requestId)).toMatchObject({ state: 'created' });
  expect(await sold(requestId)).toBe(1);
});

test('a call that is lost on its way leaves nothing', async () => {
  await behave({ failBeforeRate: 1 });
  const requestId = newRequest();
  await expect(carrierOf('YTO').precreate(requestId, sampleParcel)).rejects.toBeInstanceOf(CarrierUnavailable);
  await behave({});
  expect(await carrierOf('YTO').query(requestId)).toEqual({ state: 'unknown' });
});

test('failures come with the rate asked for, whatever is asked meanwhile', async () => {
  await behave({ failBeforeRate: 0.3, failAfterRate: 0.3 });
  const requestIds = Array.from({ length: 60 }, newRequest);
  const answers = await Promise.all(requestIds.map((requestId) => purchase(carrierOf('YTO'), requestId, sampleParcel, { timers: { sleep: async () => undefined }, attemptsMax: 100 })));
  expect(answers.every(({ kind }) => kind === 'bought')).toBe(true);
  expect(await Promise.all(requestIds.map(sold))).toEqual(requestIds.map(() => 1));
});

test('with an empty balance nothing is sold, and after a top-up the same request is', async () => {
  await behave({ balance: 2 });
  const requestIds = Array.from({ length: 5 }, newRequest);
  const buy = (requestId: string) => purchase(carrierOf('YTO'), requestId, sampleParcel, { timers: systemPorts.timers });
  const answers = await Promise.all(requestIds.map(buy));
  expect(answers.filter(({ kind }) => kind === 'bought')).toHaveLength(2);
  expect(answers.filter((answer) => answer.kind === 'refused' && answer.reason === 'balance-empty')).toHaveLength(3);
  expect((await simulators.board.read('YTO')).settings.balance).toBe(0);
  await behave({ balance: 3 });
  expect((await Promise.all(requestIds.map(buy))).every(({ kind }) => kind === 'bought')).toBe(true);
  expect((await simulators.board.read('YTO')).settings.balance).toBe(0);
});

test('what is refused is not prepared', async () => {
  await behave({ refuseRate: 1 });
  const requestId = newRequest();
  await expect(carrierOf('YTO').precreate(requestId, sampleParcel)).rejects.toBeInstanceOf(CarrierRefused);
  expect(await carrierOf('YTO').query(requestId)).toEqual({ state: 'unknown' });
});

test('once the parcel is picked up it is too late to void', async () => {
  const { requestId, waybillNo } = await bought();
  await behave({ pickupAfterMs: 0 });
  expect(await carrierOf('YTO').void(waybillNo, requestId)).toBe('too-late');
  await behave({ pickupAfterMs: 3_600_000 });
  expect(await carrierOf('YTO').void(waybillNo, requestId)).toBe('voided');
});

test('over the carrier\'s share a number is not voided', async () => {
  const { requestId, waybillNo } = await bought();
  await behave({ voidRatioMax: 0 });
  expect(await carrierOf('YTO').void(waybillNo, requestId)).toBe('ratio-exceeded');
  expect(await carrierOf('YTO').query(requestId)).toMatchObject({ state: 'created' });
});

test('many voids at once count each number once', async () => {
  const { counters: before } = await simulators.board.read('YTO');
  const { requestId, waybillNo } = await bought();
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => carrierOf('YTO').void(waybillNo, requestId)));
  expect(outcomes.filter((outcome) => outcome === 'voided')).toHaveLength(1);
  expect((await simulators.board.read('YTO')).counters.voided).toBe(before.voided + 1);
});

describe('a slow carrier', () => {
  const manual = (): Ports & { advance(ms: number): Promise<void> } => manualPorts({ start: '2026-11-22T00:00:00.000Z' });

  test('answers after its latency', async () => {
    await behave({ latencyMs: 3_000 });
    const ports = manual();
    const own = openSimulators(database.url, ports);
    let answered = false;
    const asking = carrierOf('YTO', own).query(newRequest()).finally(() => (answered = true));
    await own.board.recent('YTO');
    await ports.advance(2_999);
    expect(answered).toBe(false);
    await ports.advance(1);
    expect(await asking).toEqual({ state: 'unknown' });
    await own.close();
  });

  test('that is slower than we wait has done it, and its answer is lost', async () => {
    await behave({ latencyMs: 60_000 });
    const ports = manual();
    const own = openSimulators(database.url, ports);
    const requestId = newRequest();
    const asking = carrierOf('YTO', own).precreate(requestId, sampleParcel).catch((error: unknown) => error);
    await own.board.recent('YTO');
    await ports.advance(10_000);
    expect(await asking).toBeInstanceOf(CarrierUnavailable);
    await behave({});
    expect(await carrierOf('YTO').query(requestId)).toMatchObject({ state: 'precreated' });
    await own.close();
  });
});
