/**
 * The four tables every service keeps beside its read models, in its own schema:
 * - `checkpoint`: how far a consumer group has read, who reads, and the epoch that fences off a reader who was replaced;
 * - `gate`: the last revision a group has received of a stream ahead of its place in the log, so that the same record twice has one effect;
 * - `parked`: records that wait behind a poison record of the same stream, as stored bytes (personal data is ciphertext in them);
 * - `dead_letter`: the poison records themselves, why they failed, and what was decided about them.
 */

const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;

/** A schema or table name that may stand in SQL text. @throws Error for anything else, so that no name can carry SQL */
export function identifier(name: string): string {
  if (!IDENTIFIER.test(name)) throw new Error(`not a plain lower-case SQL name: ${JSON.stringify(name)}`);
  return `"${name}"`;
}

/** `table` or `schema.table`, quoted. @throws Error when a part is not a plain name */
export function qualified(table: string): string {
  return table.split('.').map(identifier).join('.');
}

/** SQL, many statements in one text, that creates the schema and the four tables where they are missing. Running it again changes nothing. */
export function projectionTables(schema: string): string {
  const s = identifier(schema);
  return `create schema if not exists ${s}; ${placeTables(s)} ${waitingTables(s)}`;
}

function placeTables(s: string): string {
  return `
create table if not exists ${s}.checkpoint (
  consumer_group text not null,
  partition integer not null,
  position bigint not null default 0,
  replaying_until bigint not null default 0,
  epoch bigint not null default 0,
  owner text,
  seen_at timestamptz not null default now(),
  primary key (consumer_group, partition)
);
create table if not exists ${s}.gate (
  consumer_group text not null,
  stream text not null,
  revision integer not null,
  primary key (consumer_group, stream)
) with (fillfactor = 80);
`;
}

function waitingTables(s: string): string {
  return `
create table if not exists ${s}.parked (
  consumer_group text not null,
  stream text not null,
  revision integer not null,
  position bigint not null,
  type text not null,
  meta text not null,
  data text not null,
  parked_at timestamptz not null default now(),
  primary key (consumer_group, stream, revision)
);
create table if not exists ${s}.dead_letter (
  id uuid primary key,
  consumer_group text not null,
  stream text not null,
  revision integer not null,
  position bigint not null,
  type text not null,
  meta text not null,
  data text not null,
  reason text not null,
  error text not null,
  first_seen timestamptz not null default now(),
  last_seen timestamptz not null default now(),
  attempts integer not null,
  state text not null check (state in ('open', 'replayed', 'discarded')),
  discard_reason text,
  unique (consumer_group, stream, revision)
);
create index if not exists dead_letter_discarded on ${s}.dead_letter (consumer_group, stream) where state = 'discarded';
`;
}
