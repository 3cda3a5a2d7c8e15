import { join } from 'node:path';

/** The Java to start Kafka with: that of `JAVA_HOME`, or the first one of the path. */
export function javaProgram(): string {
  const home = process.env['JAVA_HOME'];
  return home ? join(home, 'bin', 'java') : 'java';
}

/** Brokers that somebody else runs, for tests: `host:port,host:port`; null where none are named. */
export function brokersOfEnvironment(): string | null {
  return process.env['KAFKA_BROKERS'] || null;
}
