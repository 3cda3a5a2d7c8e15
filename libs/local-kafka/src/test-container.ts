import type { ContainerRuntimeClient } from 'testcontainers';
import { kafkaVersion } from './artifacts.js';
import { freePorts } from './free-ports.js';
import { asEnvironment, brokerSettings } from './settings.js';

const PORT = 9_092;
/** A first pull of the image included. */
const STARTUP_TIMEOUT_MS = 180_000;

export type KafkaContainer = { readonly brokers: string; stop(): Promise<void> };

/** Kafka in a container, or null where no container runtime answers. */
export async function startContainer(): Promise<KafkaContainer | null> {
  const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers');
  const runtime = await runtimeOrNull(getContainerRuntimeClient);
  if (runtime === null) return null;
  // A broker tells its clients where it is, so its port outside must be known before it starts.
  const [port = 0] = await freePorts([0]);
  const brokers = `${runtime.info.containerRuntime.host}:${port}`;
  const settings = brokerSettings({ listen: `0.0.0.0:${PORT}`, advertised: brokers, controller: 'localhost:9093', internal: 'localhost:9094' });
  const container = await new GenericContainer(`apache/kafka:${kafkaVersion()}`)
    .withExposedPorts({ container: PORT, host: port })
    .withEnvironment(asEnvironment(settings))
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(STARTUP_TIMEOUT_MS)
    .start();
  return { brokers, stop: () => container.stop().then(() => undefined) };
}

async function runtimeOrNull(find: () => Promise<ContainerRuntimeClient>): Promise<ContainerRuntimeClient | null> {
  try {
    return await find();
  } catch {
    return null; // no daemon answers: the caller says what it uses instead
  }
}
