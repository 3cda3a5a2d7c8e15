/** A broker's settings, by Kafka's names. */
export type BrokerSettings = Readonly<Record<string, string | number | boolean>>;

/** Every partition of an internal topic costs files and start time; one broker has no use for 50 of them. */
const INTERNAL_PARTITIONS = 4;
/** The log cleaner takes 128 MiB unless it is told otherwise: half our heap, for three small compacted topics. */
const CLEANER_BYTES = 8 * 1024 * 1024;

/**
 * A killed broker is believed alive until its session ends, and until then a new start is refused its place: nine seconds by
 * default. Three are enough where nothing but a busy machine stands between broker and controller.
 */
const SESSION_MS = 3_000;

export type Addresses = {
  /** Where it listens, and what it tells its clients, which differ where a container stands between. */
  readonly listen: string;
  readonly advertised: string;
  readonly controller: string;
  /** Where it finds itself. */
  readonly internal: string;
};

/**
 * One process that is broker and controller at once. Internal topics have one replica, for there is one broker, and topics
 * come to be only by being made, so that a misspelt name is an error. The voters are named here rather than kept in the
 * metadata, so that a later start may use other ports.
 */
export function brokerSettings({ listen, advertised, controller, internal }: Addresses): BrokerSettings {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    'listeners': `CLIENT://${listen},INTERNAL://${internal},CONTROLLER://${controller}`,
    'advertised.listeners': `CLIENT://${advertised},INTERNAL://${internal}`,
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'INTERNAL',
    'broker.session.timeout.ms': SESSION_MS,
    'broker.heartbeat.interval.ms': SESSION_MS / 6,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': INTERNAL_PARTITIONS,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': INTERNAL_PARTITIONS,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': INTERNAL_PARTITIONS,
    'log.cleaner.dedupe.buffer.size': CLEANER_BYTES,
    // A group of one machine is complete at once: three seconds of waiting for more members would be for nothing.
    'group.initial.rebalance.delay.ms': 0,
  };
}

/** As a file of Java properties. */
export function asProperties(settings: BrokerSettings): string {
  return Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join('');
}

/** As Kafka's container image wants them: `log.dirs` is KAFKA_LOG_DIRS. */
export function asEnvironment(settings: BrokerSettings): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, String(value)]));
}
