package tidings.platform.security;

import java.util.List;
import tidings.event.Pattern;

/**
 * A grant to publish events of any of the types to any of the topics.
 *
 * @param topics none: nothing is granted
 * @param types none: nothing is granted
 */
public record PublishGrant(List<Pattern> topics, List<Pattern> types) {

  private static final List<Pattern> ALL_TYPES = List.of(Pattern.ofType(Pattern.REST));

  public PublishGrant {
    topics = List.copyOf(topics);
    types = List.copyOf(types);
  }

  /** Events of every type to the topics of one pattern. */
  public static PublishGrant of(Pattern topics) {
    return of(List.of(topics));
  }

  /** Events of every type to these topics. */
  public static PublishGrant of(List<Pattern> topics) {
    return new PublishGrant(topics, ALL_TYPES);
  }

  boolean hasTopic(String topic) {
    return topics.stream().anyMatch(pattern -> pattern.matches(topic));
  }

  boolean hasType(String type) {
    return types.stream().anyMatch(pattern -> pattern.matches(type));
  }
}
