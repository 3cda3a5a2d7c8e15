import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { javaProgram } from './config.js';
import { runProgram } from './run-program.js';
import { KafkaStartError, systemErrorCode } from './start-error.js';

/** Kafka's brokers of version 4 need this Java. */
const JAVA_MAJOR_MIN = 17;

/** The same for `src` and `dist`. */
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'deploy', 'kafka-local');

/** How its reports look: one line each, on stderr. */
export const LOG_CONFIG = join(FOLDER, 'log4j2.xml');

/** The version of Kafka that pom.xml names; the container of the tests has the same. */
export function kafkaVersion(): string {
  const version = /<kafka\.version>([^<]+)</.exec(pom())?.[1];
  if (version === undefined) throw new Error(`${join(FOLDER, 'pom.xml')} names no kafka.version`);
  return version;
}

/** Kafka's files, as Java wants to be told of them. */
export type Artifacts = { readonly java: string; readonly classPath: string };

/** Where the files go, and which Maven gets them. */
export type Places = { readonly folder: string; readonly maven: string };

const OURS: Places = { folder: join(FOLDER, 'target', 'dependency'), maven: 'mvn' };

/**
 * Finds Java and Kafka's files; where the files are missing, Maven gets them, once for each content of pom.xml. The folder
 * appears when it is complete, so an interruption leaves nothing that looks like Kafka, and two at once do no harm.
 *
 * @throws KafkaStartError `java-missing`, `maven-missing`, `artifacts-failed`
 */
export async function usableArtifacts(log: (line: string) => void, places: Places = OURS): Promise<Artifacts> {
  const java = javaProgram();
  await assertJava(java);
  const complete = join(places.folder, createHash('sha256').update(pom()).digest('hex').slice(0, 12));
  if (!existsSync(complete)) await copyArtifacts(places.maven, complete, log);
  return { java, classPath: join(complete, '*') };
}

function pom(): string {
  return readFileSync(join(FOLDER, 'pom.xml'), 'utf8');
}

async function assertJava(java: string): Promise<void> {
  const wanted = `Kafka needs Java ${JAVA_MAJOR_MIN} or newer`;
  const ran = await runProgram(java, ['-version'], { cwd: FOLDER });
  if (ran.kind === 'missing' || ran.code !== 0) throw new KafkaStartError('java-missing', `${wanted}, and \`${java}\` can not be run: install a Java, set JAVA_HOME to it, or set KAFKA_BROKERS to brokers of your own.`);
  const major = /version "(\d+)/.exec(ran.said)?.[1];
  if (Number(major) < JAVA_MAJOR_MIN) throw new KafkaStartError('java-missing', `${wanted}, and \`${java}\` is Java ${major}: set JAVA_HOME to a newer one.`);
}

async function copyArtifacts(maven: string, complete: string, log: (line: string) => void): Promise<void> {
  log(`copying the files of Apache Kafka ${kafkaVersion()} with Maven, once …`);
  const unfinished = `${complete}.unfinished-${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    const ran = await runProgram(maven, ['-B', '-q', 'dependency:copy-dependencies', `-DoutputDirectory=${relative(FOLDER, unfinished)}`], { cwd: FOLDER, log, script: true });
    if (ran.kind === 'missing') throw new KafkaStartError('maven-missing', `Kafka's files are got with Maven, and \`${maven}\` can not be run: install Maven, or set KAFKA_BROKERS to brokers of your own.`);
    if (ran.code !== 0 || readdirSync(unfinished).length === 0) throw new KafkaStartError('artifacts-failed', `Maven could not get Kafka's files (mvn dependency:copy-dependencies in deploy/kafka-local): ${ran.said}`);
    publish(unfinished, complete);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Another process may have been quicker: its folder holds the same. */
function publish(unfinished: string, complete: string): void {
  try {
    renameSync(unfinished, complete);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemErrorCode(error) ?? '') || !existsSync(complete)) throw error;
  }
}
