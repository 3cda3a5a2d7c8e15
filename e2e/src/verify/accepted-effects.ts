import pg from 'pg';

/** What a world outside says it accepted for one effect: a number bought, a number voided, a shipment uploaded. */
export type AcceptedEffect = { readonly ledger: string; readonly kind: string; readonly effectId: string; readonly times: number };

export type EffectCount = { readonly effects: number; readonly twice: readonly AcceptedEffect[] };

/** Shown at most; the count is exact. */
const TWICE_MAX = 100;

/**
 * I-8, asked of the world outside: every simulator keeps a relation `accepted_effect (kind, effect_id, times)` in a schema of its
 * own, and all of that name are read. Nothing is known here of any of them, so a new simulator is checked by being there.
 *
 * @throws what pg throws where the database cannot be read
 */
export async function acceptedEffects(databaseUrl: string): Promise<EffectCount> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: ledgers } = await client.query<{ ledger: string; name: string }>(
      `select n.nspname as ledger, format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relname = 'accepted_effect' and c.relkind in ('r', 'v', 'm') order by 1`);
    const counts: EffectCount[] = [];
    for (const { ledger, name } of ledgers) counts.push(await counted(client, ledger, name));
    return { effects: counts.reduce((sum, { effects }) => sum + effects, 0), twice: counts.flatMap(({ twice }) => twice) };
  } finally {
    await client.end();
  }
}

/** An effect that has two rows was accepted by two of its ledger's books: that is twice as well. */
async function counted(client: pg.Client, ledger: string, name: string): Promise<EffectCount> {
  const { rows } = await client.query<{ effects: number; kind: string | null; effect_id: string; times: number }>(
    `with effect as (select kind, effect_id, sum(times)::integer as times from ${name} group by kind, effect_id)
     select (select count(*)::integer from effect) as effects, kind, effect_id, times
     from (select 1) as one left join (select * from effect where times > 1 order by kind, effect_id limit $1) as twice on true`, [TWICE_MAX]);
  const twice = rows.flatMap(({ kind, effect_id: effectId, times }) => (kind === null ? [] : [{ ledger, kind, effectId, times }]));
  return { effects: rows[0]?.effects ?? 0, twice };
}
