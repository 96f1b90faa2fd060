package tidings.log.kafka;

import java.time.Duration;

/**
 * How often a node looks whether Kafka has changed what the node may do there.
 *
 * @param check between two questions whether Kafka answers, and for the rights on the log's topics
 * @param signIn between two tries to sign in over a new connection
 * @param letters between two tries to search for unreadable records
 */
record KafkaPace(Duration check, Duration signIn, Duration letters) {

  static final KafkaPace DEFAULT =
      new KafkaPace(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(2));

  /** Checks from one try to sign in to the next. */
  int checksBetweenSignIns() {
    return Math.toIntExact(Math.max(1, signIn.dividedBy(check)));
  }
}
