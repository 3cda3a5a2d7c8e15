import { testDatabase } from '@daifa/local-postgres/test-database';
import { openDataSource } from './database.js';

test('a text with parameters is prepared once on its connection, and one without is not', async () => {
  const { url, stop } = await testDatabase();
  const database = await openDataSource({ url, schema: 'shop', entities: [], migrations: [], applicationName: 'test', onPoolError: () => undefined, poolMax: 1 });
  const sums: readonly unknown[] = [await database.query('select $1::int + $2::int as sum', [1, 2]), await database.query('select $1::int + $2::int as sum', [3, 4])];
  await database.query('select 1');
  const prepared: readonly { readonly statement: string }[] = await database.query(`select statement from pg_prepared_statements where statement like 'select %' and statement not like '%advisory%'`);
  await database.destroy();
  await stop();
  expect(sums).toEqual([[{ sum: 3 }], [{ sum: 7 }]]);
  expect(prepared).toEqual([{ statement: 'select $1::int + $2::int as sum' }]);
});
