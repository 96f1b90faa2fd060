package tidings.log.kafka;

import java.time.Duration;

/**
 * How often a node checks whether Kafka has changed the node's rights.
 *
 * @param check interval of the checks whether Kafka responds, and of the rights on the log's topics
 * @param signIn interval of logins over a new connection
 * @param letters interval of the searches for unreadable records
 */
record KafkaPace(Duration check, Duration signIn, Duration letters) {

  static final KafkaPace DEFAULT =
      new KafkaPace(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(2));

  /** Number of checks between two logins. */
  int checksBetweenSignIns() {
    return Math.toIntExact(Math.max(1, signIn.dividedBy(check)));
  }
}
