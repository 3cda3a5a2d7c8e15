import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asAllocationId, asFactoryId, asHoldId, asMerchantId, asStatementId } from '@daifa/order-domain/ids';
import { statementPairOf } from '@daifa/order-domain/statement-events';
import { digest } from '@daifa/projection/digest';
import { DataSource } from 'typeorm';
import { contentFromLog } from './test-recompute.js';
import { judgeStatement } from './statement-file.js';
import { claimStatement, noteStatements, renewClaim } from './statement-work.js';
import { TestStatements, sha256 } from './test-statements.js';

/** A statement is what the log says, whoever makes it, however often, and whatever dies meanwhile. */

let desk: TestStatements;
let database: DataSource;
beforeAll(async () => {
  desk = await TestStatements.open();
  database = await new DataSource({ type: 'postgres', url: desk.host.world.databaseUrl }).initialize();
  await desk.price('TS-W-L', 3100);
  await desk.price('', 501);
});
afterAll(async () => {
  await database.destroy();
  await desk.host.close();
});

const range = { from: '2026-11-01', to: '2026-11-22', allowUnpriced: true };
const statementOf = async (statementId: string) => {
  const [statement] = (await desk.host.world.aggregates.statements.load(statementId.slice(0, 45))).state.statements;
  if (!statement) throw new Error('no such statement');
  return statement;
};
/** Everything that can happen to a returned line, in many orders. */
async function history(): Promise<void> {
  await Promise.all(Array.from({ length: 8 }, async (_, n) => {
    const { orderId, allocationIds } = await desk.returned(`2026-11-1${n}T10:00:00.000+08:00`);
    const [at, ids] = [`2026-11-2${n % 2}T02:00:00.000Z`, allocationIds.map(asAllocationId)];
    if (n % 2 === 0) await desk.shops.tell(orderId, { type: 'ExtraWaybillsReturned', waybillNo: '77880000000000017', extraWaybillNos: ['77880000000000099'], at });
    if (n % 3 === 0) await desk.shops.tell(orderId, { type: 'HoldPlaced', holdId: asHoldId('h'), holdType: 'AFTER_SALE', effect: 'CANCEL', lines: [], causeId: 'c', causeVersion: 1, placedBy: 'platform', reason: '', at });
    if (n % 4 === 1) await desk.shops.tell(orderId, { type: 'WaybillReturnRevoked', allocationIds: ids, waybillNo: '77880000000000017', reason: '录错', at });
    if (n === 5) await desk.return(orderId, allocationIds.slice(0, 1), '2026-11-21T10:00:00.000+08:00', 'YT8800000000017');
    if (n % 4 === 2) await desk.shops.tell(orderId, { type: 'ShipConfirmed', allocationIds: ids, carrier: 'STO', waybillNo: '77880000000000017', shipMethod: 'SELF_ARRANGED', returnAddressId: 'a', returnAddress: { name: '', phone: '', address: '' }, at });
  }));
}

describe('F-SE-03 N-11 X-11 I10 the log alone', () => {
  test('F-SE-03: recomputed from the log’s events up to its position, lines, hash and total are the same', async () => {
    await history();
    const { statementId, issued } = await desk.made(range);
    await history(); // what comes later is not in it
    const { host } = desk;
    const again = await contentFromLog(host.world.store, await statementOf(statementId), issued.position);
    expect(again).toEqual({ contentSha256: issued.contentSha256, totalFen: issued.totalFen, lineCount: issued.lineCount });
    expect(issued.lineCount).toBe(13);
    const rows = await desk.rows(statementId);
    const fen = (text = ''): number => (text === '' ? 0 : Number(text.replace('.', '')));
    expect(rows.reduce((sum, row) => sum + fen(row['金额(元)']) + fen(row['运费(元)']), 0)).toBe(issued.totalFen);
    expect(new Set(rows.map((row) => `${row['发货状态']} ${row['售后状态']}`)).size).toBeGreaterThanOrEqual(3);
  });

  test('F-SE-03 N-11: after a price change and a rebuild every file is the same to the byte, and so is the read model', async () => {
    const { statementId, issued } = await desk.made(range);
    const files = () => Promise.all((['csv', 'xlsx'] as const).map(async (format) => sha256(await desk.file(statementId, format))));
    const tables = ['settled_line', 'statement_row'] as const;
    const digests = () => Promise.all(tables.map((table) => digest(database, `allocation.${table}`)));
    await desk.price('TS-W-L', 1, '2026-11-01T00:00:00.000Z');
    await desk.host.settled();
    const [before, live] = [await files(), await digests()];
    const group = desk.host.world.groups.get('allocation.statements');
    expect([...(group?.readModels ?? [])].sort()).toEqual([...tables]);
    await group?.bus.rebuild([...tables]);
    expect(await digests()).toEqual(live);
    expect(await files()).toEqual(before);
    expect(before[0]).toBe(issued.csvSha256);
  });

  test('F-SE-03: a file that is not what was issued breaks off', async () => {
    const { statementId } = await desk.made(range);
    await database.query(`update allocation.settled_line set line = replace(line::text, '纯棉', '涤纶')::json where merchant_id = $1`, [desk.host.tenants.merchant.tenantId]);
    await expect(desk.file(statementId, 'csv').then((bytes) => sha256(bytes))).rejects.toThrow();
    await expect(desk.file(statementId, 'xlsx')).rejects.toThrow();
    await database.query(`update allocation.settled_line set line = replace(line::text, '涤纶', '纯棉')::json where merchant_id = $1`, [desk.host.tenants.merchant.tenantId]);
    expect((await desk.file(statementId, 'csv')).length).toBeGreaterThan(0);
  });

  test('F-SE-03: while the read model is behind, or an order waits in it, no file is given', async () => {
    const { statementId } = await desk.made(range);
    const code = async () => (await desk.host.ask('merchant', 'GET', `/v1/statements/${statementId}/file?format=csv`)).body?.code;
    await database.query(`insert into allocation.parked (consumer_group, stream, revision, position, type, meta, data) values ('allocation.statements', 'order-x', 0, 1, 'x', '{}', '{}')`);
    expect(await code()).toBe('READ_BEHIND');
    await database.query(`delete from allocation.parked`);
    expect(await code()).toBeUndefined();
    const statement = await statementOf(statementId);
    await expect(judgeStatement({ database, store: desk.host.world.store }, statement, 10 ** 9, async () => undefined)).rejects.toThrow('does not hold everything');
  });

  test('F-SE-03: where a broker carries the pages, its slowest partition says how far the read model is', async () => {
    const { statementId, issued } = await desk.made(range);
    const statement = await statementOf(statementId);
    const judged = () => judgeStatement({ database, store: desk.host.world.store }, statement, issued.position, async () => undefined);
    const moved = (partition: number, position: number) => database.query(
      `insert into allocation.checkpoint (consumer_group, partition, position) values ('allocation.statements', $1, $2) on conflict (consumer_group, partition) do update set position = excluded.position`, [partition, position]);
    await moved(0, 0);
    await moved(1, issued.position);
    await moved(2, issued.position - 1);
    await expect(judged()).rejects.toThrow('does not hold everything');
    await moved(2, issued.position);
    expect((await judged()).kind).toBe('issued');
    await database.query(`delete from allocation.checkpoint where consumer_group = 'allocation.statements' and partition > 0`);
    await moved(0, issued.position);
  });
});

describe('F-SE-04 N-07 who dies on the way', () => {
  test('F-SE-04: a statement begun by somebody who died is made by the next, once, and is the same', async () => {
    await desk.returned('2026-11-20T10:00:00.000+08:00');
    const reference = await desk.made(range);
    desk.now = new Date(Date.parse(desk.now) + 86_400_000).toISOString();
    await database.query(`create function allocation.not_yet() returns trigger language plpgsql as $$ begin new.due_at = now() + interval '1 hour'; return new; end $$;
      create trigger not_yet before insert on allocation.statement_work for each row execute function allocation.not_yet()`);
    const { body } = await desk.ask(range);
    expect(body.state).toBe('QUEUED');
    await desk.host.settled();
    // Another process has it, and dies at its first page: its claim stays, until it is too old.
    await database.query('update allocation.statement_work set claimed_by = gen_random_uuid() where statement_id = $1', [body.statementId]);
    expect((await desk.one(body.statementId)).body.state).toBe('RUNNING');
    const statement = await statementOf(body.statementId);
    await expect(judgeStatement({ database, store: desk.host.world.store }, statement, reference.issued.position, () => Promise.reject(new Error('killed')))).rejects.toThrow('killed');
    await database.query('drop trigger not_yet on allocation.statement_work');
    await database.query('update allocation.statement_work set due_at = now() where statement_id = $1', [body.statementId]);
    const { issued } = await desk.ended(body.statementId);
    expect(issued.contentSha256).toBe(reference.issued.contentSha256);
    await desk.host.settled();
    const pair = statementPairOf(asMerchantId(desk.host.tenants.merchant.tenantId), asFactoryId(desk.factoryId));
    const events = await desk.host.world.store.read(`statement-${pair}.${body.statementId.slice(37, 45)}`);
    expect(events.map(({ type }) => type)).toEqual(['StatementRequested', 'StatementReady']);
  });

  test('F-SE-04: two never make one at the same time, and who lost the claim stops at the next page', async () => {
    const [one, other] = [desk.host.world.ports.ids.uuid(), desk.host.world.ports.ids.uuid()];
    const task = { statementId: asStatementId('x'), position: 1, cause: { eventId: one, correlationId: 'c' } };
    const runner = database.createQueryRunner(); // in a transaction of its own, out of the desk's sight
    await runner.startTransaction();
    await noteStatements(runner.manager, [task]);
    const inside = { query: (sql: string, parameters: readonly unknown[]) => runner.query(sql, [...parameters]) };
    expect((await claimStatement(inside, one))?.attempts).toBe(1);
    expect(await claimStatement(inside, other)).toBeNull();
    await renewClaim(inside, task, one);
    await expect(renewClaim(inside, task, other)).rejects.toThrow('taken over');
    await runner.rollbackTransaction();
    await runner.release();
  });
});
