import type { EntityManager } from 'typeorm';

/** A row of binding_row as JSON gives and takes it. */
export type BindingJson = {
  readonly binding_id: string;
  readonly merchant_id: string;
  readonly factory_id: string;
  readonly merchant_alias: string;
  readonly service_type: string;
  readonly fenced: boolean;
  readonly state: string;
  readonly requested_at: string;
  readonly updated_at: string;
};

export const bindingColumns = 'binding_id, merchant_id, factory_id, merchant_alias, service_type, fenced, state, requested_at, updated_at';

export async function upsertBindings(manager: EntityManager, rows: readonly BindingJson[]): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `insert into allocation.binding_row (${bindingColumns})
     select * from json_to_recordset($1::json) as r(binding_id text, merchant_id uuid, factory_id uuid, merchant_alias text, service_type text, fenced boolean, state text, requested_at timestamptz, updated_at timestamptz)
     on conflict (binding_id) do update set state = excluded.state, updated_at = excluded.updated_at`,
    [JSON.stringify(rows)],
  );
}
