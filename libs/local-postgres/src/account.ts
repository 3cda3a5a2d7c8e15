import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The account the server runs under when we are root; PostgreSQL refuses to run as root itself. */
export type Account = { readonly uid: number; readonly gid: number };

/** "nobody" on every Unix. No account is created on the host. */
const NOBODY: Account = { uid: 65_534, gid: 65_534 };

/** The account to step down to; null where we are an ordinary user, or on Windows, and the server runs as ourselves. */
export function serverAccount(): Account | null {
  return process.getuid?.() === 0 ? NOBODY : null;
}

/** The first folder on the way to `path`, `path` excluded, that strangers may not pass; null when all are open. */
export function privateParent(path: string): string | null {
  const parents: string[] = [];
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    parents.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  return parents.find((folder) => (statSync(folder).mode & 0o001) === 0) ?? null;
}
