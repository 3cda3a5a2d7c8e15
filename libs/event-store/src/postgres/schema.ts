import { createHash } from 'node:crypto';
import pg from 'pg';

export type SchemaNames = {
  /** The PostgreSQL schema that holds the store. */
  readonly schema: string;
  /** The role the services step down to: may read events and append them, nothing else. Belongs to the whole cluster. */
  readonly role: string;
};

export const DEFAULT_NAMES: SchemaNames = { schema: 'events', role: 'daifa_events' };

// Lower case only: quoted or not, the name is then the same. 48 leaves room for what is put before it.
const NAME = /^[a-z_][a-z0-9_]{0,47}$/;

/** @throws TypeError for a name that could be anything but a name in SQL text */
export function assertNames(names: SchemaNames): void {
  for (const name of [names.schema, names.role]) if (!NAME.test(name)) throw new TypeError(`not a name for a schema or role: ${JSON.stringify(name)}`);
}

/** What a batch of appends tells the listeners. */
export function channelOf(names: SchemaNames): string {
  return `daifa_${names.schema}`;
}

/**
 * Makes the event store in a database, or brings it up to date; again is harmless, and two at once wait for each other.
 * Connects as the database's owner. Takes well under a second, and no lock that a running service would notice.
 */
export async function migrateEventStore(url: string, options: Partial<SchemaNames> = {}): Promise<void> {
  const names = { ...DEFAULT_NAMES, ...options };
  assertNames(names);
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the query in flight says the same
  await client.connect();
  try {
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${lockKey(names, 'migrate')}); ${roleSql(names)} ${tableSql(names)} ${appendSql(names)} ${appendOneSql(names)} ${grantSql(names)} COMMIT`);
  } finally {
    await client.end();
  }
}

/** Advisory locks are numbers; this one belongs to one purpose in one schema. */
function lockKey({ schema }: SchemaNames, purpose: 'append' | 'migrate'): string {
  return createHash('sha256').update(`daifa/${schema}/${purpose}`).digest().readBigInt64BE().toString();
}

function roleSql({ role }: SchemaNames): string {
  // Roles belong to the cluster: another database's migration may make the same one at the same moment.
  return `
DO $role$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $role$;
DO $role$ BEGIN
  IF NOT pg_catalog.pg_has_role(current_user, '${role}', 'MEMBER') THEN GRANT ${role} TO current_user; END IF;
END $role$;`;
}

function tableSql({ schema }: SchemaNames): string {
  return `
CREATE SCHEMA IF NOT EXISTS ${schema};
CREATE TABLE IF NOT EXISTS ${schema}.event (
  position bigint PRIMARY KEY,
  stream text COLLATE "C" NOT NULL,
  revision integer NOT NULL CHECK (revision >= 0),
  type text COLLATE "C" NOT NULL,
  meta json NOT NULL,
  data json NOT NULL,
  UNIQUE (stream, revision)
);
COMMENT ON COLUMN ${schema}.event.data IS 'json, not jsonb: kept to the letter, because hashes are taken over it';`;
}

const list = (name: string): string => `string_to_array(${name}, E'\\x1e')`;

/**
 * Appends to many streams in one call, and answers with the head position before it and each stream's revision before it:
 * an append took place where that is what was expected. Lists come as text with 0x1e between elements, which costs a third
 * of an array of JSON; the last five have an element for each record. The lock is held until commit, so positions are
 * contiguous and become visible in their order. Sequential scans are off because a plan made while the table was empty would
 * keep scanning it as it grows; generic plans because planning anew for each batch doubles the cost of a small one.
 */
function appendSql(names: SchemaNames): string {
  const { schema } = names;
  const records = `unnest(${list('record_streams')}, ${list('revisions')}::integer[], ${list('types')}, ${list('metas')}, ${list('datas')}) WITH ORDINALITY AS r(stream, revision, type, meta, data, n)`;
  return `
CREATE OR REPLACE FUNCTION ${schema}.append(streams text, expected text, record_streams text, revisions text, types text, metas text, datas text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $append$
DECLARE
  asked text[] := ${list('streams')};
  wanted integer[] := ${list('expected')};
  actual integer[];
  refused text[];
  head bigint;
  appended integer;
BEGIN
  PERFORM pg_advisory_xact_lock(${lockKey(names, 'append')});
  head := coalesce((SELECT e.position FROM ${schema}.event e ORDER BY e.position DESC LIMIT 1), 0);
  actual := ARRAY(SELECT coalesce((SELECT e.revision FROM ${schema}.event e WHERE e.stream = a.stream ORDER BY e.revision DESC LIMIT 1), -1)
                    FROM unnest(asked) WITH ORDINALITY AS a(stream, n) ORDER BY a.n);
  IF actual = wanted THEN
    INSERT INTO ${schema}.event (position, stream, revision, type, meta, data)
    SELECT head + r.n, r.stream, r.revision, r.type, r.meta::json, r.data::json FROM ${records};
  ELSE
    refused := ARRAY(SELECT a.stream FROM unnest(asked, wanted, actual) AS a(stream, wanted, actual) WHERE a.wanted <> a.actual);
    INSERT INTO ${schema}.event (position, stream, revision, type, meta, data)
    SELECT head + row_number() OVER (ORDER BY r.n), r.stream, r.revision, r.type, r.meta::json, r.data::json
      FROM ${records} WHERE r.stream <> ALL (refused);
  END IF;
  GET DIAGNOSTICS appended = ROW_COUNT;
  IF appended > 0 THEN PERFORM pg_notify('${channelOf(names)}', (head + appended)::text); END IF;
  RETURN head || ',' || array_to_string(actual, ',');
END $append$;`;
}

/** The same for a single stream, for a caller who is alone: a quarter to a third less work for the server than a batch of one. */
function appendOneSql(names: SchemaNames): string {
  const { schema } = names;
  return `
CREATE OR REPLACE FUNCTION ${schema}.append_one(asked text, expected integer, types text, metas text, datas text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $append$
DECLARE
  actual integer;
  head bigint;
  appended integer;
BEGIN
  PERFORM pg_advisory_xact_lock(${lockKey(names, 'append')});
  SELECT coalesce((SELECT e.position FROM ${schema}.event e ORDER BY e.position DESC LIMIT 1), 0),
         coalesce((SELECT e.revision FROM ${schema}.event e WHERE e.stream = asked ORDER BY e.revision DESC LIMIT 1), -1) INTO head, actual;
  IF actual = expected THEN
    INSERT INTO ${schema}.event (position, stream, revision, type, meta, data)
    SELECT head + r.n, asked, expected + r.n, r.type, r.meta::json, r.data::json
      FROM unnest(${list('types')}, ${list('metas')}, ${list('datas')}) WITH ORDINALITY AS r(type, meta, data, n);
    GET DIAGNOSTICS appended = ROW_COUNT;
    PERFORM pg_notify('${channelOf(names)}', (head + appended)::text);
  END IF;
  RETURN head || ',' || actual;
END $append$;`;
}

function grantSql({ schema, role }: SchemaNames): string {
  const append = `${schema}.append(text, text, text, text, text, text, text), ${schema}.append_one(text, integer, text, text, text)`;
  return `
REVOKE ALL ON FUNCTION ${append} FROM PUBLIC;
GRANT USAGE ON SCHEMA ${schema} TO ${role};
GRANT SELECT ON ${schema}.event TO ${role};
GRANT EXECUTE ON FUNCTION ${append} TO ${role};`;
}
