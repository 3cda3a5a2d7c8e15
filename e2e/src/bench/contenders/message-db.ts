import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { PAGE_EVENTS, POOL_CONNECTIONS, type Contender } from '../contender.js';

/** In the order of its own install.sh. Extension pgcrypto is left out: PostgreSQL has gen_random_uuid of its own since 13. */
const SCRIPTS = [
  'schema/message-store', 'tables/messages', 'types/message',
  ...['message-store-version', 'hash-64', 'acquire-lock', 'category', 'is-category', 'id', 'cardinal-id', 'stream-version', 'write-message', 'get-stream-messages', 'get-category-messages', 'get-last-stream-message'].map((name) => `functions/${name}`),
  'indexes/messages-id', 'indexes/messages-stream', 'indexes/messages-category',
];

const onConnect = (client: pg.ClientBase): Promise<void> => client.query('SET search_path = message_store, public').then(() => undefined);

/** @eventide/message-db 1.3.1: its SQL functions, called over pg; all events of an order in one statement, its fastest form. */
export const messageDb: Contender = {
  name: 'message-db',
  kind: 'peer',
  install: async (url) => {
    const folder = join(dirname(createRequire(import.meta.url).resolve('@eventide/message-db/package.json')), 'database');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('CREATE SCHEMA IF NOT EXISTS message_store; SET search_path = message_store, public; SET client_min_messages = warning');
    for (const script of SCRIPTS) await client.query(readFileSync(join(folder, `${script}.sql`), 'utf8'));
    await client.end();
  },
  open: async (url) => {
    const pool = new pg.Pool({ connectionString: url, max: POOL_CONNECTIONS, onConnect });
    return {
      append: async ({ id, events }) => {
        const calls = events.map((_, n) => `write_message($${n * 4 + 2}, $1, $${n * 4 + 3}, $${n * 4 + 4}, $${n * 4 + 5}, ${n - 1})`);
        const values = [`order-${id}`, ...events.flatMap((event) => [event.id, event.type, JSON.stringify(event.data), JSON.stringify(event.meta)])];
        await pool.query({ name: `append ${events.length}`, text: `SELECT ${calls.join(', ')}`, values });
      },
      readOrder: async (id) => {
        const { rows } = await pool.query<{ data: string; metadata: string }>({ name: 'read', text: 'SELECT * FROM get_stream_messages($1, 0, 1000)', values: [`order-${id}`] });
        for (const { data, metadata } of rows) parsed(data, metadata);
        return rows.length;
      },
      readAll: async (parse) => {
        const seen = new Set<string>();
        let events = 0;
        for (let from = 1; ; ) {
          const { rows } = await pool.query<{ global_position: string; data: string; metadata: string }>({ name: 'page', text: `SELECT * FROM get_category_messages('order', $1, $2)`, values: [from, PAGE_EVENTS] });
          for (const { global_position, data, metadata } of rows) {
            from = Number(global_position) + 1;
            if (parse) parsed(data, metadata);
            seen.add(global_position);
          }
          events += rows.length;
          if (rows.length < PAGE_EVENTS) return { events, distinct: seen.size };
        }
      },
      close: () => pool.end(),
    };
  },
};

function parsed(data: string, metadata: string): void {
  JSON.parse(data);
  JSON.parse(metadata);
}
