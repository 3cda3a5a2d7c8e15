import { CanarySearch } from '@daifa/personal-data/canary';
import { person, TestParcels } from './test-parcels.js';

let parcels: TestParcels;

beforeAll(async () => {
  parcels = await TestParcels.open();
});

afterAll(() => parcels.close());

const search = new CanarySearch([person.name, person.phone, '金渡北路9988号', '1103室', person.buyer]);

/** Every row of every table of a schema, as text. */
async function dump(schema: string): Promise<string> {
  const { rows: tables } = await parcels.pool.query<{ table_name: string }>('select table_name from information_schema.tables where table_schema = $1', [schema]);
  const texts = await Promise.all(tables.map(async ({ table_name }) => {
    const { rows } = await parcels.pool.query<{ text: string }>(`select to_jsonb(t)::text as text from "${schema}"."${table_name}" t`);
    return rows.map(({ text }) => text).join('\n');
  }));
  return texts.join('\n');
}

test('F-SP-05: a receiver the carrier was told stands in none of our tables, nor in the carrier\'s, nor in an answer', async () => {
  const { orderId, shirt, socks } = await parcels.allocated();
  const answers = [await parcels.ask([shirt])];
  await parcels.behave('SF', { failBeforeRate: 1 });
  answers.push(await parcels.ask([socks], { carrier: 'SF' }));
  await parcels.host.settled();
  const dumps = await Promise.all(['logistics', 'carrier_simulator'].map(dump));
  for (const text of dumps) expect(text).toContain(orderId);
  const lists = await parcels.host.ask('factory', 'GET', '/v1/waybills');
  for (const text of [...dumps, lists.text, JSON.stringify(answers)]) expect(search.find(Buffer.from(text))).toEqual([]);
});
