import { KafkaStartError } from '@daifa/local-kafka/kafka';
import { sentenceOf } from '@daifa/service-shell/start-failure';
import { BrokersAway } from './brokers.js';
import { NotStarted } from './supervised.js';

/** Why the full world did not start, in one clear sentence for a person; the stack only where the fault may be ours. */
export function startSentence(error: unknown): string {
  if (error instanceof KafkaStartError) return `${error.message} (${KAFKA[error.reason]})`;
  if (error instanceof BrokersAway) return `${error.message} (Kafka 无法连接)`;
  return error instanceof NotStarted ? error.message : sentenceOf(error);
}

const KAFKA: Readonly<Record<KafkaStartError['reason'], string>> = {
  'java-missing': '未找到合适的 Java',
  'maven-missing': '未找到 Maven',
  'artifacts-failed': 'Kafka 程序未能下载',
  'data-folder-in-use': 'Kafka 数据目录正在使用',
  'port-taken': 'Kafka 端口被占用',
  'server-failed': 'Kafka 未能启动',
};
