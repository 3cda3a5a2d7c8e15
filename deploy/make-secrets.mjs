// Makes the secrets of a new installation, each at random, and keeps those that are there: node deploy/make-secrets.mjs FOLDER
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node deploy/make-secrets.mjs FOLDER');
  process.exit(2);
}
mkdirSync(folder, { recursive: true, mode: 0o750 });

const OWNER = 0o400;
/** PostgreSQL's container is of another user, and in our group. */
const GROUP = 0o440;

const password = secret('postgres-password', GROUP, random);
// The master key wraps the keys of personal data: 32 bytes, as they are. Back it up apart from the database.
secret('master.key', OWNER, () => randomBytes(32));
// Settings that Node reads at its start (deploy/Dockerfile). Another database, or an event store with a password, is named here.
secret('daifa.env', OWNER, () => [
  `DATABASE_URL=postgres://daifa:${password}@postgres:5432/daifa`,
  `DAIFA_SECRET=${random()}`,
  'DAIFA_MASTER_KEY_FILE=/run/secrets/daifa/master.key',
  '',
].join('\n'));

/** Text that may stand in a URL and in an environment file as it is. */
function random() {
  return randomBytes(32).toString('base64url');
}

/** The file's content, after making it where there is none. */
function secret(name, mode, make) {
  const file = join(folder, name);
  try {
    writeFileSync(file, make(), { flag: 'wx', mode });
    console.log(`made ${file}`);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    console.log(`kept ${file}`);
  }
  return readFileSync(file, 'utf8');
}
