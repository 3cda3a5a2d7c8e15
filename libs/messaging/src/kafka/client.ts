import { Kafka, type logCreator, logLevel } from 'kafkajs';

/** Where the events travel. The number of partitions is fixed when the topic is made: a stream's partition follows from it. */
export type Topics = { readonly events: string; readonly deadLetters: string };

export type KafkaSettings = {
  /** host:port, one or more. */
  readonly brokers: readonly string[];
  /** Stands before the names of topics and groups, so that installations can share a broker. */
  readonly prefix: string;
};

export function topicsOf({ prefix }: Pick<KafkaSettings, 'prefix'>): Topics {
  return { events: `${prefix}.events`, deadLetters: `${prefix}.dead-letters` };
}

/** What happened and the error's name. What follows is an error's own message, which may be a handler's and quote values. */
const FIRST_WORDS = /^[^:]*(: \w+)?/;

/** A client that tells of errors in one line, without payload, instead of printing them. */
export function kafkaClient({ brokers }: Pick<KafkaSettings, 'brokers'>, clientId: string, report: (failure: string) => void): Kafka {
  const quiet: logCreator = () => ({ level, namespace, log: { message } }) => {
    if (level === logLevel.ERROR) report(`kafka ${namespace}: ${FIRST_WORDS.exec(message)?.[0] ?? ''}`);
  };
  return new Kafka({ clientId, brokers: [...brokers], logLevel: logLevel.ERROR, logCreator: quiet, connectionTimeout: 5_000, requestTimeout: 15_000 });
}
