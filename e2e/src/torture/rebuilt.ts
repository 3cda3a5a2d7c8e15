import { digest } from '@daifa/projection/digest';
import { services } from '@daifa/standalone/services';
import { DataSource } from 'typeorm';
import { done } from '../client/answers.js';
import type { OwnWorld } from '../client/world.js';

/** Groups with read models, and their tables with schema. */
export const readModels: readonly { readonly group: string; readonly tables: readonly string[] }[] = services.flatMap(({ database, groups }) =>
  groups.filter((group) => group.readModels.length > 0).map((group) => ({ group: group.name, tables: group.readModels.map((table) => `${database.schema}.${table}`) })));

/** The digest of each read model, by table. */
export async function digestsOf(databaseUrl: string): Promise<Readonly<Record<string, string>>> {
  const database = await new DataSource({ type: 'postgres', url: databaseUrl }).initialize();
  try {
    const tables = readModels.flatMap((group) => group.tables);
    return Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await digest(database, table)] as const)));
  } finally {
    await database.destroy();
  }
}

/** Rebuilds every read model from the log. @returns the tables that were other before */
export async function rebuiltUnlike({ connection, keys, running, factory }: OwnWorld): Promise<readonly string[]> {
  done(await factory.feed(0, { limit: 1 })); // what partitions brought out of order may wait for the next reader to be numbered
  const live = await digestsOf(running.databaseUrl);
  for (const { group } of readModels) done(await connection.ask(keys.platform, 'POST', `/v1/operations/groups/${group}/rebuild`));
  const rebuilt = await digestsOf(running.databaseUrl);
  return Object.keys(live).filter((table) => live[table] !== rebuilt[table]);
}
