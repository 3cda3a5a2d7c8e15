import { findCanaries } from '@daifa/personal-data/canary';
import { testHost, type Answer, type TestHost } from '@daifa/service-shell/test-host';
import { factoryService } from '../service.js';
import { canaries, TestOrders } from '../test-orders.js';
import type { ComponentPrint } from './component.js';
import { PrintAgent, type DocumentResult, type Journal, type Paper, type SpoolTold } from './print-agent.js';

let host: TestHost;
let orders: TestOrders;
let jobs = 0;
beforeAll(async () => {
  host = await testHost([factoryService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

type Parcel = Awaited<ReturnType<TestOrders['ready']>>;

/** A job that asks for the parcels in this order, whatever their age. */
async function job(parcels: readonly Parcel[]): Promise<string> {
  const printJobId = `component-${++jobs}`;
  const { body } = await host.ask('factory', 'POST', '/v1/factory/print-jobs', { printJobId, items: parcels.map(({ allocationId }) => ({ allocationId })) });
  expect(body.results.map(({ status }: { status: string }) => status)).toEqual(parcels.map(() => 'done'));
  await host.settled();
  return printJobId;
}
const component = (printJobId: string, query = '', tenant: 'factory' | 'otherFactory' = 'factory'): Promise<Answer> => host.ask(tenant, 'GET', `/v1/factory/print-jobs/${printJobId}/component${query}`);
const spool = (printJobId: string, permitId: string, sealedKey: string, tenant: 'factory' | 'otherFactory' = 'factory'): Promise<Answer> => host.ask(tenant, 'POST', `/v1/factory/print-jobs/${printJobId}/spool`, { items: [{ permitId, sealedKey }] });
const ready = async (count: number): Promise<readonly Parcel[]> => Promise.all(Array.from({ length: count }, () => orders.ready()));

/** A print component of one workplace: its journal outlives it, its papers lie in the tray. */
class Workplace {
  readonly papers: Paper[] = [];
  readonly #journal = new Map<string, 'begun' | 'printed'>();
  /** After this many papers, at the next one: before it is out, or in the middle of it. */
  crashAfter: { readonly papers: number; readonly midway: boolean } | null = null;

  agent(printJobId: string): PrintAgent {
    const journal: Journal = {
      read: async (document) => this.#journal.get(document) ?? null,
      write: async (document, state) => {
        if (state === 'begun' && this.#dies(false)) throw new Error('the agent died');
        this.#journal.set(document, state);
      },
    };
    const askKey = async (permitId: string, sealedKey: string): Promise<SpoolTold> => {
      const [result] = (await spool(printJobId, permitId, sealedKey)).body.results;
      return result.status === 'done' ? { kind: 'key', key: result.result.key } : { kind: 'refused', codes: result.problem.guards.map(({ code }: { code: string }) => code) };
    };
    return new PrintAgent({ journal, askKey, spool: async (paper) => {
      this.papers.push(paper);
      if (this.#dies(true)) throw new Error('the agent died');
    } });
  }

  #dies(midway: boolean): boolean {
    const dies = this.crashAfter !== null && this.crashAfter.midway === midway && this.papers.length === this.crashAfter.papers + (midway ? 1 : 0);
    if (dies) this.crashAfter = null;
    return dies;
  }

  get printed(): readonly string[] {
    return this.papers.map(({ waybillCode }) => waybillCode);
  }
}

const numbersOf = (parcels: readonly (Parcel | undefined)[]): readonly (string | undefined)[] => parcels.map((parcel) => parcel?.waybillNo);
const statusesOf = (results: readonly DocumentResult[]): readonly string[] => results.map(({ status, detail }) => `${status} ${detail}`.trim());

test('F-EW-12: a job is the JSON of the component protocol, in the order asked, with the receiver sealed', async () => {
  const parcels = [...(await ready(3))].reverse();
  const printJobId = await job(parcels);
  const { status, headers, body, text } = await component(printJobId, '?printer=ZD');
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  const document = (waybillNo: string | undefined, permitId: string) => ({
    documentID: waybillNo,
    contents: [
      { encryptedData: expect.any(String), signature: expect.stringMatching(/^[0-9a-f]{64}$/), templateURL: 'urn:daifa:template:label-100x180', ver: '1', addData: { sender: { name: '晨光小店', mobile: '13900000000', address: expect.objectContaining({ province: '浙江省' }) }, permitId, sealedKey: expect.any(String) } },
      { data: { goods: '纯棉短袖T恤 白色 L ×2', remark: '', reprint: '第1次打印' }, templateURL: 'urn:daifa:template:goods' },
    ],
  });
  expect(body).toEqual({
    cmd: 'print', requestID: expect.any(String), version: '1.0',
    task: { taskID: printJobId, preview: false, printer: 'ZD', previewType: 'pdf', firstDocumentNumber: 1, totalDocumentCount: 3, notifyType: ['render', 'print'], documents: parcels.map(({ waybillNo, orderId }) => document(waybillNo, `${orderId}.P1`)) },
  });
  expect(findCanaries(Buffer.from(text), canaries)).toEqual([]);
});

test('F-EW-12: with its key a document says what the paper needs, masked as paper is', async () => {
  const [parcel] = await ready(1);
  const printJobId = await job([parcel].flatMap((one) => one ?? []));
  const workplace = new Workplace();
  await workplace.agent(printJobId).print((await component(printJobId)).body);
  expect(workplace.papers).toEqual([{
    cpCode: 'YTO', waybillCode: parcel?.waybillNo, recipient: { name: '欧***', mobile: '138******34', address: { province: '浙江省', city: '杭州市', district: '西湖区', detail: '三墩镇金渡北路9988号****' } },
    routingInfo: { consolidation: { name: '杭州转运中心' }, sortation: { name: '浙江 杭州 西湖区' }, routeCode: '330-106-08' }, custom: { goods: '纯棉短袖T恤 白色 L ×2', remark: '', reprint: '第1次打印' },
  }]);
});

test('F-FP-06 F-EW-12: what the agent has in its cache does not print after a hold: the key is refused when it spools', async () => {
  const [parcel] = await ready(1);
  if (!parcel) throw new Error('no parcel');
  const printJobId = await job([parcel]);
  const cached: ComponentPrint = (await component(printJobId)).body;
  await orders.refund(parcel.orderId);
  const workplace = new Workplace();
  expect(statusesOf(await workplace.agent(printJobId).print(cached))).toEqual(['FAILED PERMIT_REVOKED']);
  expect(workplace.papers).toEqual([]);
  expect((await component(printJobId)).body.code).toBe('PERMIT_REVOKED');
});

test('F-EW-12: a key opens its own permit’s document only, for its own factory, and each is on record', async () => {
  const [one, other] = await ready(2);
  if (!one || !other) throw new Error('no parcels');
  const printJobId = await job([one, other]);
  const { task: { documents: [first, second] } }: ComponentPrint = (await component(printJobId)).body;
  const [mine, yours] = [first?.contents[0].addData, second?.contents[0].addData];
  const refusal = ({ body }: Answer): string => body.results[0].problem?.code ?? body.results[0].status;
  expect(refusal(await spool(printJobId, mine?.permitId ?? '', yours?.sealedKey ?? ''))).toBe('PERMIT_NOT_FOUND');
  expect(refusal(await spool(printJobId, mine?.permitId ?? '', 'nonsense'))).toBe('PERMIT_NOT_FOUND');
  expect(refusal(await spool(printJobId, mine?.permitId ?? '', mine?.sealedKey ?? '', 'otherFactory'))).toBe('PERMIT_NOT_FOUND');
  expect(refusal(await spool('another-job', mine?.permitId ?? '', mine?.sealedKey ?? ''))).toBe('PERMIT_NOT_FOUND');
  expect(refusal(await spool(printJobId, mine?.permitId ?? '', mine?.sealedKey ?? ''))).toBe('done');
  const formats = (await host.world.store.read(`order-${one.orderId}`)).filter(({ type }) => type === 'LabelRenderStarted').map(({ data }) => JSON.parse(data).format);
  expect(formats[0]).toBe('component/100x180');
  expect(new Set(formats.slice(1))).toEqual(new Set(['component/key']));
  expect((await component(printJobId, '', 'otherFactory')).body.code).toBe('PRINT_JOB_NOT_FOUND');
});

test('F-FP-10: printed order = requested order, whichever permit was granted first', async () => {
  const parcels = await ready(6);
  const asked = [4, 1, 5, 0, 3, 2].map((n) => parcels[n]);
  const printJobId = await job(asked.flatMap((parcel) => parcel ?? []));
  const workplace = new Workplace();
  await workplace.agent(printJobId).print((await component(printJobId)).body);
  expect(workplace.printed).toEqual(numbersOf(asked));
  const { body } = await host.ask('factory', 'GET', `/v1/factory/print-jobs/${printJobId}`);
  expect(body.items.map(({ waybillNo }: { waybillNo: string }) => waybillNo)).toEqual(numbersOf(asked));
});

test('F-FP-10: after the agent died between two papers the job goes on, prints nothing twice, and a hold takes out its own item only', async () => {
  const parcels = await ready(5);
  const printJobId = await job(parcels);
  const command: ComponentPrint = (await component(printJobId)).body;
  const workplace = new Workplace();
  workplace.crashAfter = { papers: 2, midway: false };
  await expect(workplace.agent(printJobId).print(command)).rejects.toThrow('the agent died');
  expect(workplace.printed).toEqual(numbersOf(parcels.slice(0, 2)));
  const [, , , held] = parcels;
  if (held) await orders.refund(held.orderId);
  const results = await workplace.agent(printJobId).print(command);
  expect(statusesOf(results)).toEqual(['PRINTED before', 'PRINTED before', 'PRINTED', 'FAILED PERMIT_REVOKED', 'PRINTED']);
  expect(workplace.printed).toEqual(numbersOf([parcels[0], parcels[1], parcels[2], parcels[4]]));
  expect(statusesOf(await workplace.agent(printJobId).print(command))).toEqual(['PRINTED before', 'PRINTED before', 'PRINTED before', 'FAILED PERMIT_REVOKED', 'PRINTED before']);
  expect(workplace.papers).toHaveLength(4);
});

test('F-FP-10: asked for again after a crash, the job has the same permits in the same order', async () => {
  const parcels = await ready(3);
  const printJobId = await job(parcels);
  const items = [...parcels].reverse().map(({ allocationId }) => ({ allocationId }));
  await host.ask('factory', 'POST', '/v1/factory/print-jobs', { printJobId, items });
  await host.settled();
  const { task }: ComponentPrint = (await component(printJobId)).body;
  expect(task.documents.map(({ documentID }) => documentID)).toEqual(numbersOf(parcels));
  for (const { orderId } of parcels) expect((await host.world.aggregates.orders.load(orderId)).state.permits).toHaveLength(1);
});

test('F-FP-05 F-FP-10: a paper that was under the printer when the agent died is unknown, never printed again by itself', async () => {
  const parcels = await ready(2);
  const printJobId = await job(parcels);
  const command: ComponentPrint = (await component(printJobId)).body;
  const workplace = new Workplace();
  workplace.crashAfter = { papers: 0, midway: true };
  await expect(workplace.agent(printJobId).print(command)).rejects.toThrow('the agent died');
  const results = await workplace.agent(printJobId).print(command);
  expect(statusesOf(results)).toEqual(['UNKNOWN died while printing', 'PRINTED']);
  const told = await host.ask('factory', 'POST', `/v1/factory/print-jobs/${printJobId}/results`, { items: results.map(({ permitId, status }) => ({ permitId, result: status })) });
  expect(told.body.results.map(({ result }: { result: { result: string } }) => result.result)).toEqual(['UNKNOWN', 'PRINTED']);
  await host.settled();
  const { body } = await host.ask('factory', 'GET', `/v1/factory/print-jobs/${printJobId}`);
  expect(body.items.map(({ result }: { result: string }) => result)).toEqual(['UNKNOWN', 'PRINTED']);
});

test.each([['size=1x1'], [`printer=${'x'.repeat(65)}`]])('F-EW-12: a task with %s is refused', async (query) => {
  expect((await component('job', `?${query}`)).body.code).toBe('VALIDATION_FAILED');
});
