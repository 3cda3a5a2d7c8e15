import { describe, expect, test } from '@jest/globals';
import { kafkaVersion } from './artifacts.js';
import { freePorts } from './free-ports.js';
import { livingProcess, processIdentity } from './process-identity.js';
import { asEnvironment, asProperties, brokerSettings } from './settings.js';

const settings = brokerSettings({ listen: '0.0.0.0:9092', advertised: 'example.test:40000', controller: 'localhost:9093', internal: 'localhost:9094' });

describe('the settings of a broker', () => {
  test('tell clients the address they can reach, and keep the broker\'s own talk on another one', () => {
    expect(settings).toMatchObject({
      'listeners': 'CLIENT://0.0.0.0:9092,INTERNAL://localhost:9094,CONTROLLER://localhost:9093',
      'advertised.listeners': 'CLIENT://example.test:40000,INTERNAL://localhost:9094',
      'inter.broker.listener.name': 'INTERNAL',
    });
  });

  test('ask for one replica of every internal topic, because there is one broker', () => {
    const replicas = Object.entries(settings).filter(([name]) => name.endsWith('replication.factor') || name.endsWith('min.isr'));
    expect(replicas).toHaveLength(5);
    expect(replicas.every(([, value]) => value === 1)).toBe(true);
  });

  test('read the same as a file and as a container\'s environment', () => {
    expect(asProperties({ 'node.id': 1, 'log.dirs': 'log' })).toBe('node.id=1\nlog.dirs=log\n');
    expect(asEnvironment({ 'node.id': 1, 'auto.create.topics.enable': false })).toEqual({ KAFKA_NODE_ID: '1', KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false' });
  });
});

test('the version of Kafka is the one that pom.xml names', () => {
  expect(kafkaVersion()).toMatch(/^4\.\d+\.\d+$/);
});

describe('free ports', () => {
  test('are as many as asked for, and all different', async () => {
    const ports = await freePorts([0, 0, 0]);
    expect(new Set(ports).size).toBe(3);
  });

  test('a taken one is refused by name', async () => {
    const [port = 0] = await freePorts([0]);
    await expect(freePorts([port, port])).rejects.toMatchObject({ reason: 'port-taken', message: expect.stringContaining(`Port ${port} is taken`) });
  });
});

describe('a process\'s identity', () => {
  test('finds the process while it runs', () => {
    expect(livingProcess(processIdentity(process.pid) ?? '')).toBe(process.pid);
  });

  test('finds no process that merely has the same id', () => {
    expect(livingProcess(`${process.pid} 1 another-boot`)).toBeNull();
    expect(livingProcess('')).toBeNull();
  });
});
