package tidings.platform.security;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import tidings.event.Pattern;

/**
 * The grants of the {@code tidings} claim of a token.
 *
 * @param subscribe topics that may be subscribed to
 * @param publish topics that may be published to, and their types
 * @param sessions sessions that the principal owns
 */
public record Grants(List<Pattern> subscribe, List<PublishGrant> publish, Set<String> sessions) {

  public static final Grants NONE = new Grants(List.of(), List.of(), Set.of());

  public Grants {
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
    sessions = Set.copyOf(sessions);
  }

  /** Whether every topic of the pattern is granted by one of the token's patterns. */
  public boolean maySubscribe(Pattern topics) {
    return covers(subscribe, topics);
  }

  /** Whether events of some type may be published to the topic. */
  public boolean mayPublish(String topic) {
    return publish.stream().anyMatch(grant -> grant.hasTopic(topic));
  }

  /** Whether events of this type may be published to the topic. */
  public boolean mayPublish(String topic, String type) {
    return publish.stream().anyMatch(grant -> grant.hasTopic(topic) && grant.hasType(type));
  }

  private static boolean covers(Collection<Pattern> granted, Pattern asked) {
    return granted.stream().anyMatch(pattern -> pattern.covers(asked));
  }
}
