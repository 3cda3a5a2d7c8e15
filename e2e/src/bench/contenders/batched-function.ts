import pg from 'pg';
import type { Contender } from '../contender.js';
import type { SampleOrder } from '../sample-orders.js';

const SEPARATOR = '\x1e';
const BATCH_MAX = 500;

const list = (name: string): string => `string_to_array(${name}, E'\\x1e')`;

const FUNCTION = `
CREATE TABLE event (position bigint PRIMARY KEY, stream uuid NOT NULL, revision integer NOT NULL, type text NOT NULL, meta json NOT NULL, data json NOT NULL, UNIQUE (stream, revision));
CREATE FUNCTION append(streams text, record_streams text, revisions text, types text, metas text, datas text) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE head bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(1);
  head := coalesce((SELECT position FROM event ORDER BY position DESC LIMIT 1), 0);
  IF EXISTS (SELECT FROM unnest(${list('streams')}::uuid[]) AS asked(stream) JOIN event e ON e.stream = asked.stream AND e.revision = 0) THEN RAISE 'not new'; END IF;
  INSERT INTO event (position, stream, revision, type, meta, data)
  SELECT head + n, stream, revision, type, meta::json, data::json
    FROM unnest(${list('record_streams')}::uuid[], ${list('revisions')}::integer[], ${list('types')}, ${list('metas')}, ${list('datas')}) WITH ORDINALITY AS r(stream, revision, type, meta, data, n);
END $$`;

type Waiting = { readonly order: SampleOrder; readonly resolve: () => void; readonly reject: (error: unknown) => void };

/**
 * The bound: one hand-made function that appends the new orders of a whole batch, numbered without gaps, over a single
 * connection. It does nothing else: no other expected revision, no verdict for each order, no roles, no types.
 */
export const batchedFunction: Contender = {
  name: 'SQL upper bound',
  kind: 'bound',
  install: async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(FUNCTION);
    await client.end();
  },
  open: async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const queue = batching(client);
    return { append: (order) => new Promise((resolve, reject) => queue({ order, resolve, reject })), readOrder: () => Promise.resolve(0), close: () => client.end() };
  },
};

function batching(client: pg.Client): (one: Waiting) => void {
  const waiting: Waiting[] = [];
  let busy = false;
  const send = async (): Promise<void> => {
    const batch = waiting.splice(0, BATCH_MAX);
    try {
      await client.query({ name: 'append', text: 'SELECT append($1, $2, $3, $4, $5, $6)', values: packed(batch.map(({ order }) => order)) });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    busy = false;
    start();
  };
  const start = (): void => {
    if (busy || waiting.length === 0) return;
    busy = true;
    setImmediate(() => void send());
  };
  return (one) => {
    waiting.push(one);
    start();
  };
}

function packed(orders: readonly SampleOrder[]): string[] {
  const records = orders.flatMap(({ id, events }) => events.map(({ type, meta, data }, revision) => ({ id, revision, type, meta: JSON.stringify(meta), data: JSON.stringify(data) })));
  const lists = [orders.map(({ id }) => id), records.map(({ id }) => id), records.map(({ revision }) => revision), records.map(({ type }) => type), records.map(({ meta }) => meta), records.map(({ data }) => data)];
  return lists.map((values) => values.join(SEPARATOR));
}
