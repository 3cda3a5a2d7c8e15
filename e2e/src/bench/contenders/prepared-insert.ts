import pg from 'pg';
import { PAGE_EVENTS, POOL_CONNECTIONS, type Contender } from '../contender.js';

/** Columns stay text, so that parsing is measured where it is asked for. */
const types = { getTypeParser: () => (text: string) => text };

/** What a good programmer writes by hand: one prepared statement an order, a unique index as the check, no batching. */
export const preparedInsert: Contender = {
  name: 'prepared insert',
  kind: 'bound',
  install: async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`CREATE TABLE event (position bigserial PRIMARY KEY, stream uuid NOT NULL, revision integer NOT NULL, type text NOT NULL, meta json NOT NULL, data json NOT NULL, UNIQUE (stream, revision))`);
    await client.end();
  },
  open: async (url) => {
    const onConnect = (client: pg.ClientBase): Promise<void> => client.query('SET enable_seqscan = off').then(() => undefined);
    const pool = new pg.Pool({ connectionString: url, max: POOL_CONNECTIONS, onConnect });
    const insert = `INSERT INTO event (stream, revision, type, meta, data) SELECT $1::uuid, n - 1, type, meta::json, data::json FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS e(type, meta, data, n)`;
    const select = `SELECT position, revision, type, meta, data FROM event WHERE stream = $1 ORDER BY revision`;
    const page = `SELECT position, stream, revision, type, meta, data FROM event WHERE position > $1 ORDER BY position LIMIT $2`;
    return {
      append: async ({ id, events }) => {
        const values = [id, events.map(({ type }) => type), events.map(({ meta }) => JSON.stringify(meta)), events.map(({ data }) => JSON.stringify(data))];
        await pool.query({ name: 'insert', text: insert, values });
      },
      readOrder: async (id) => {
        const { rows } = await pool.query<string[]>({ name: 'select', text: select, values: [id], rowMode: 'array', types });
        for (const [, , , meta = '', data = ''] of rows) parsed(meta, data);
        return rows.length;
      },
      readAll: async (parse) => {
        const seen = new Set<string>();
        let events = 0;
        for (let after = '0'; ; ) {
          const { rows } = await pool.query<string[]>({ name: 'page', text: page, values: [after, PAGE_EVENTS], rowMode: 'array', types });
          for (const [position = '', stream, revision, , meta = '', data = ''] of rows) {
            after = position;
            if (parse) parsed(meta, data);
            seen.add(`${stream}/${revision}`);
          }
          events += rows.length;
          if (rows.length < PAGE_EVENTS) return { events, distinct: seen.size };
        }
      },
      close: () => pool.end(),
    };
  },
};

function parsed(meta: string, data: string): void {
  JSON.parse(meta);
  JSON.parse(data);
}
