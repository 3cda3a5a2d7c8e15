import { PostgresStartError } from '@daifa/local-postgres/postgres';
import { MasterKeyUnusable } from '@daifa/personal-data/master-key';
import { ConfigError } from '@daifa/service-shell/config';

/** Why the start failed, in one clear sentence for a person; the stack only where the fault may be ours. */
export function sentenceOf(error: unknown): string {
  if (error instanceof PostgresStartError || error instanceof MasterKeyUnusable || error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'The HTTP port is taken by another program: stop it, or start with another one, as in PORT=8081 npm start. (端口已被占用)';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `A file or folder cannot be written (${error.message}): give this user the right to, or set DAIFA_HOME to a folder of yours. (目录不可写)`;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return `The database at DATABASE_URL does not answer (${error.message}): start it, or unset DATABASE_URL to use our own. (数据库无法连接)`;
  if (error.name === 'NotDurable' || error.name === 'MasterKeyMismatch') return error.message;
  return error.stack ?? error.message;
}
