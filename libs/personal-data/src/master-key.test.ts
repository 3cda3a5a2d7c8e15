import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemPorts } from '@daifa/ports/system';
import { masterKey, masterKeyFile, MasterKeyUnusable, type KeyWrapper } from './master-key.js';
import { SealBroken } from './seal.js';

const { random } = systemPorts;
let home = '';
let said: string[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'daifa-master-key-'));
  said = [];
});
afterEach(() => rmSync(home, { recursive: true }));

const open = (path: string, dataDir = join(home, 'data')): Promise<KeyWrapper> => masterKeyFile({ path, dataDir, random, onCreated: (message) => said.push(message) });

test('a missing master key is made for its owner only, said once, and used again', async () => {
  const path = join(home, 'secret', 'master.key');
  const made = await open(path);
  expect(statSync(path)).toMatchObject({ size: 32 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await open(path)).id).toBe(made.id);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(path);
  expect(made.id).not.toContain(readFileSync(path).toString('hex').slice(0, 8));
});

test('several that start at once have one master key, and leave nothing behind', async () => {
  const path = join(home, 'master.key');
  const wrappers = await Promise.all(Array.from({ length: 8 }, () => open(path)));
  expect(new Set(wrappers.map(({ id }) => id)).size).toBe(1);
  expect(said).toHaveLength(1);
  expect(readdirSync(home)).toEqual(['master.key']);
});

test('a master key in the data directory is refused, also behind a link, and none is made there', async () => {
  const data = join(home, 'data');
  mkdirSync(data);
  symlinkSync(data, join(home, 'elsewhere'));
  for (const path of [join(data, 'master.key'), join(data, 'deep', 'master.key'), join(home, 'elsewhere', 'master.key'), join(data, '..name.key')]) {
    await expect(open(path)).rejects.toThrow(MasterKeyUnusable);
  }
  expect(readdirSync(data).filter((name) => name.endsWith('.key'))).toEqual([]);
  await expect(open(join(home, 'data-keys', 'master.key'))).resolves.toBeDefined();
});

test('a master key that others may read, or of another length, is refused', async () => {
  const path = join(home, 'master.key');
  await open(path);
  chmodSync(path, 0o640);
  await expect(open(path)).rejects.toThrow('chmod 600');
  chmodSync(path, 0o600);
  writeFileSync(path, random.bytes(31));
  await expect(open(path)).rejects.toThrow('31 bytes');
});

test('a wrapped key opens for its subject under its master key, and not otherwise', async () => {
  const [mine, other] = [masterKey(random.bytes(32), random), masterKey(random.bytes(32), random)];
  const key = random.bytes(32);
  const [wrapped = Buffer.alloc(0)] = await mine.wrap([{ subjectKeyId: 'order-1', key }]);
  expect(await mine.unwrap([{ subjectKeyId: 'order-1', wrapped }])).toEqual([key]);
  await expect(mine.unwrap([{ subjectKeyId: 'order-2', wrapped }])).rejects.toThrow(SealBroken);
  await expect(other.unwrap([{ subjectKeyId: 'order-1', wrapped }])).rejects.toThrow(SealBroken);
  expect(mine.id).not.toBe(other.id);
});
