package tidings.platform.security;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tidings.event.Pattern;

/**
 * What a caller is granted: by the {@code tidings} claim of its token, and by the policy.
 *
 * @param subscribe events that may be subscribed to by their topic
 * @param publish events that may be published to a topic
 * @param sessions sessions that the principal owns
 */
public record Grants(List<Grant> subscribe, List<Grant> publish, Set<String> sessions) {

  public static final Grants NONE = new Grants(List.of(), List.of(), Set.of());

  public Grants {
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
    sessions = Set.copyOf(sessions);
  }

  /** Whether each topic of the pattern is granted, if only for some of its events. */
  public boolean maySubscribe(Pattern topics) {
    for (var grant : subscribe) {
      if (grant.covers(topics)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one grant is for all events of each topic of the pattern. */
  public boolean mayReceiveAll(Pattern topics) {
    for (var grant : subscribe) {
      if (grant.isForAllEvents() && grant.covers(topics)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an event of the topic may be received. Allocates nothing. */
  public boolean mayReceive(String topic, String type, String source) {
    for (var grant : subscribe) {
      if (grant.has(topic, type, source)) {
        return true;
      }
    }
    return false;
  }

  /** Whether some event may be published to the topic. */
  public boolean mayPublish(String topic) {
    return publish.stream().anyMatch(grant -> grant.hasTopic(topic));
  }

  /** Whether events of this type may be published to the topic, from some source. */
  public boolean mayPublish(String topic, String type) {
    return publish.stream().anyMatch(grant -> grant.has(topic, type));
  }

  /** Whether events of this type and source may be published to the topic. */
  public boolean mayPublish(String topic, String type, String source) {
    return publish.stream().anyMatch(grant -> grant.has(topic, type, source));
  }

  /** Whether a policy confers some of them. */
  public boolean hasRules() {
    return Stream.concat(subscribe.stream(), publish.stream())
        .anyMatch(grant -> grant.rule() != null);
  }

  /** These grants with others in place of those that a policy confers. */
  public Grants withRules(List<Grant> subscribeByRule, List<Grant> publishByRule) {
    return new Grants(joined(subscribe, subscribeByRule), joined(publish, publishByRule), sessions);
  }

  private static List<Grant> joined(List<Grant> grants, List<Grant> byRule) {
    return Stream.concat(grants.stream().filter(grant -> grant.rule() == null), byRule.stream())
        .toList();
  }
}
