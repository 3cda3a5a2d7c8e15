/*
 * Three brokers that speak Kafka's protocol on loopback and fail when they are told to: librdkafka's mock cluster behind a
 * pipe. For tests only: nothing is kept on a disk.
 *
 * Writes the brokers' addresses as its first line. Then each line of standard input is one command, answered by `ok` or by
 * what is wrong with it; the end of the input is the end of the cluster. See mock-cluster.ts for the commands' meaning.
 */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <string.h>

#define BROKERS 3
#define TIMES_MAX 1000

/* The same error for the next requests of one kind, whichever broker is asked. */
static rd_kafka_resp_err_t fail(rd_kafka_mock_cluster_t *cluster, int api, int error, int times) {
  if (times < 1 || times > TIMES_MAX) return RD_KAFKA_RESP_ERR__INVALID_ARG;
  for (int n = 0; n < times; n++) rd_kafka_mock_push_request_errors(cluster, (int16_t)api, 1, (rd_kafka_resp_err_t)error);
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

static rd_kafka_resp_err_t obey(rd_kafka_mock_cluster_t *cluster, const char *line) {
  char name[256];
  int a, b, c;
  if (sscanf(line, "topic %255s %d", name, &a) == 2) return rd_kafka_mock_topic_create(cluster, name, a, BROKERS);
  if (sscanf(line, "down %d", &a) == 1) return rd_kafka_mock_broker_set_down(cluster, a);
  if (sscanf(line, "up %d", &a) == 1) return rd_kafka_mock_broker_set_up(cluster, a);
  if (sscanf(line, "slow %d %d", &a, &b) == 2) return rd_kafka_mock_broker_set_rtt(cluster, a, b);
  if (sscanf(line, "leader %255s %d %d", name, &a, &b) == 3) return rd_kafka_mock_partition_set_leader(cluster, name, a, b);
  if (sscanf(line, "coordinator %255s %d", name, &a) == 2) return rd_kafka_mock_coordinator_set(cluster, "group", name, a);
  if (sscanf(line, "fail %d %d %d", &a, &b, &c) == 3) return fail(cluster, a, b, c);
  return RD_KAFKA_RESP_ERR__INVALID_ARG;
}

int main(void) {
  char said[512], line[512];
  setvbuf(stdout, NULL, _IOLBF, 0);
  rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, NULL, said, sizeof(said));
  if (!client) {
    fprintf(stderr, "%s\n", said);
    return 1;
  }
  rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(client, BROKERS);
  if (!cluster) {
    fprintf(stderr, "no cluster\n");
    return 1;
  }
  printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
  while (fgets(line, sizeof(line), stdin)) {
    rd_kafka_resp_err_t error = obey(cluster, line);
    printf("%s\n", error ? rd_kafka_err2str(error) : "ok");
  }
  rd_kafka_mock_cluster_destroy(cluster);
  rd_kafka_destroy(client);
  return 0;
}
