package tidings.log.kafka;

import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Describes what Kafka refuses, with the resource and the operation. Pure functions. */
final class KafkaFault {

  private KafkaFault() {}

  /**
   * The reason why an operation failed.
   *
   * @param tried the operation, which Kafka's response does not name
   * @param topic the topic of the operation
   */
  static String of(Throwable failure, AclOperation tried, String topic) {
    return causes(failure)
        .flatMap(cause -> known(cause, tried, topic).stream())
        .findFirst()
        .orElseGet(() -> String.valueOf(failure.getMessage()));
  }

  /** Whether Kafka refuses the login, or the operation, of this node. */
  static boolean isRefusal(Throwable failure) {
    return causes(failure)
        .anyMatch(e -> e instanceof AuthorizationException || e instanceof AuthenticationException);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }

  private static Optional<String> known(Throwable cause, AclOperation tried, String topic) {
    return switch (cause) {
      case TopicRefusedException e -> Optional.ofNullable(e.getMessage());
      case TopicAuthorizationException e -> {
        var topics = e.unauthorizedTopics();
        yield Optional.of(
            missing(
                tried,
                "topic",
                topics.isEmpty() ? topic : String.join(", ", new TreeSet<>(topics))));
      }
      case GroupAuthorizationException e ->
          Optional.of(missing(AclOperation.READ, "consumer group", String.valueOf(e.groupId())));
      case AuthorizationException _ -> Optional.of(missing(tried, "topic", topic));
      case AuthenticationException e ->
          Optional.of(
              "Kafka rejects the login (tidings.kafka.client.sasl.* or .ssl.*): " + e.getMessage());
      default -> Optional.empty();
    };
  }

  private static String missing(AclOperation operation, String kind, String name) {
    return "the operation %s on %s %s is not allowed".formatted(operation, kind, name);
  }

  /**
   * The first of these operations that this node may not perform; empty if it may perform all, or
   * if the broker does not report rights (before 2.3).
   */
  static Optional<String> missing(TopicDescription topic, AclOperation... needed) {
    var allowed = topic.authorizedOperations();
    if (allowed == null || allowed.isEmpty()) {
      return Optional.empty();
    }
    return Stream.of(needed)
        .filter(operation -> !allowed.contains(operation))
        .findFirst()
        .map(operation -> missing(operation, "topic", topic.name()));
  }
}
