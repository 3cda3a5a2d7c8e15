import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { usableArtifacts } from './artifacts.js';

/** Stands in for a machine's Java, which answers as `java -version` does. */
function javaHome(version: string): string {
  const home = join(folder, `java-${version}`);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', 'java'), `#!/bin/sh\necho 'openjdk version "${version}.0.1"' >&2\n`);
  chmodSync(join(home, 'bin', 'java'), 0o755);
  return home;
}

let folder = '';
const javaBefore = process.env['JAVA_HOME'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daifa-artifacts-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (javaBefore === undefined) delete process.env['JAVA_HOME'];
  else process.env['JAVA_HOME'] = javaBefore;
});

const starting = (maven = 'no-such-maven'): Promise<unknown> => usableArtifacts(() => undefined, { folder: join(folder, 'files'), maven });

test('without a Java, one sentence says so and what to do', async () => {
  process.env['JAVA_HOME'] = join(folder, 'nowhere');
  await expect(starting()).rejects.toMatchObject({ reason: 'java-missing', message: expect.stringMatching(/^Kafka needs Java 17 or newer, and `.*java` can not be run: install a Java.*\.$/) });
});

test('a Java that is too old is named', async () => {
  process.env['JAVA_HOME'] = javaHome('11');
  await expect(starting()).rejects.toMatchObject({ reason: 'java-missing', message: expect.stringContaining('is Java 11') });
});

test('without a Maven, one sentence says so and what to do', async () => {
  process.env['JAVA_HOME'] = javaHome('17');
  await expect(starting()).rejects.toMatchObject({ reason: 'maven-missing', message: expect.stringContaining('install Maven, or set KAFKA_BROKERS') });
});

test('a Maven that fails leaves nothing that looks like Kafka\'s files', async () => {
  process.env['JAVA_HOME'] = javaHome('17');
  await expect(starting('false')).rejects.toMatchObject({ reason: 'artifacts-failed' });
  expect(readdirSync(join(folder, 'files'))).toEqual([]);
});
