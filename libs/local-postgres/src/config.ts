/**
 * What the server's programs inherit from ours: everything but the variables that would make PostgreSQL look elsewhere
 * (`PGDATA`, `PGPORT`…), and with plain English messages, because a few of them are read by us.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(inherited), LC_ALL: 'C' };
}
