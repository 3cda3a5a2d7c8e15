import { createHash, hkdfSync } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { link, open, unlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Random } from '@daifa/ports/ports';
import { KEY_BYTES, openBytes, sealBytes } from './seal.js';

/**
 * The one secret under which data keys are kept: a file here, a key management service elsewhere. It is backed up apart from
 * the data; without it no receiver can be read again.
 */
export interface KeyWrapper {
  /** Names the master key without telling it, so that a row wrapped by another one is recognised. */
  readonly id: string;
  /** Wraps data keys for their subjects, one answer per entry, in order; a wrapped key opens for its own subject only. */
  wrap(entries: readonly { readonly subjectKeyId: string; readonly key: Buffer }[]): Promise<readonly Buffer[]>;
  /** @throws SealBroken when a key was wrapped by another master key, for another subject, or changed */
  unwrap(entries: readonly { readonly subjectKeyId: string; readonly wrapped: Buffer }[]): Promise<readonly Buffer[]>;
  /** A key of 32 bytes of its own for each purpose, always the same. */
  derive(purpose: string): Buffer;
}

/** The master key file cannot be used as it is; the message says what to do. */
export class MasterKeyUnusable extends Error {
  override readonly name = 'MasterKeyUnusable';
}

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
const STRANGERS = 0o007;
const WRAP_PURPOSE = 'daifa/wrap-data-keys/1';

/**
 * Uses the 32 bytes in a file, and makes them at random when there is none (`onCreated` is told, once, to say so to a person).
 *
 * @param dataDir what is backed up and copied as data; the key may not lie in it, or every copy would carry its own key
 * @throws MasterKeyUnusable
 */
export async function masterKeyFile(options: {
  readonly path: string;
  readonly dataDir: string;
  readonly random: Random;
  readonly onCreated: (message: string) => void;
}): Promise<KeyWrapper> {
  const path = resolve(options.path);
  refuseInside(path, options.dataDir);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (await createdKeyFile(path, options.random)) {
    options.onCreated(`已生成新的主密钥文件 ${path}。请另行备份：丢失后，已加密的收件人信息无法恢复。 (A new master key file was created. Back it up apart from the data: without it no sealed receiver can be read again.)`);
  }
  return masterKey(readKey(path, OTHERS), options.random);
}

/** Uses the 32 bytes of a file that somebody else keeps: a mounted secret, which its group may read. @throws MasterKeyUnusable */
export function givenMasterKey(path: string, random: Random): KeyWrapper {
  if (!statSync(path, { throwIfNoEntry: false })) throw new MasterKeyUnusable(`there is no master key at ${path}: mount the installation's key there, all processes need the same`);
  return masterKey(readKey(path, STRANGERS), random);
}

/** A master key held in memory. At most 2^32 data keys may be wrapped by one (random nonces, NIST SP 800-38D). */
export function masterKey(secret: Buffer, random: Random): KeyWrapper {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), purpose, KEY_BYTES));
  const wrapping = derive(WRAP_PURPOSE);
  return {
    id: createHash('sha256').update(derive('daifa/master-key-id/1')).digest('hex').slice(0, 16),
    wrap: async (entries) => entries.map(({ subjectKeyId, key }) => sealBytes(wrapping, key, subjectKeyId, random)),
    unwrap: async (entries) => entries.map(({ subjectKeyId, wrapped }) => openBytes(wrapping, wrapped, subjectKeyId)),
    derive,
  };
}

/** Writes beside and links into place: of two processes that start at once one wins whole, and nobody reads half a key. */
async function createdKeyFile(path: string, random: Random): Promise<boolean> {
  if (statSync(path, { throwIfNoEntry: false })) return false;
  const unfinished = `${path}.${random.bytes(8).toString('hex')}`;
  const file = await open(unfinished, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(random.bytes(KEY_BYTES));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(unfinished, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(unfinished);
  }
}

/** The name must be as durable as the bytes, or a power cut could leave sealed data without its key. Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function readKey(path: string, forbidden: number): Buffer {
  const { mode } = statSync(path);
  if (process.platform !== 'win32' && (mode & forbidden) !== 0) throw new MasterKeyUnusable(`others may read the master key ${path}: run chmod 600 on it`);
  const secret = readFileSync(path);
  if (secret.length !== KEY_BYTES) throw new MasterKeyUnusable(`the master key ${path} has ${secret.length} bytes, not ${KEY_BYTES}: restore it from its backup`);
  return secret;
}

function refuseInside(path: string, dataDir: string): void {
  const way = relative(realPath(resolve(dataDir)), realPath(path));
  const outside = way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  if (!outside) {
    throw new MasterKeyUnusable(`the master key ${path} lies in the data directory ${dataDir}: move it out, whoever copies the data must not get its key`);
  }
}

/** The path with symbolic links followed, as far as it exists. */
function realPath(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realPath(parent), basename(path));
}
