package tidings.platform.policy;

import java.util.ArrayList;
import java.util.List;
import tidings.event.Pattern;
import tidings.platform.security.Caller;
import tidings.platform.security.Grant;

/**
 * A rule: a condition, and what it grants.
 *
 * @param name names the rule in explanations; unique in its policy
 * @param when the callers that it is for
 * @param subscribe events that those may subscribe to
 * @param publish events that those may publish
 */
record PolicyRule(String name, Condition when, List<Grant> subscribe, List<Grant> publish) {

  /** Segment of a topic that stands for the caller's user. */
  static final String USER = "{user}";

  PolicyRule {
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
  }

  List<Grant> subscribe(Caller caller) {
    return grants(subscribe, caller);
  }

  List<Grant> publish(Caller caller) {
    return grants(publish, caller);
  }

  private static List<Grant> grants(List<Grant> grants, Caller caller) {
    return grants.stream().map(grant -> of(grant, caller)).toList();
  }

  private static Grant of(Grant grant, Caller caller) {
    if (grant.topics().stream().noneMatch(PolicyRule::isOfUser)) {
      return grant;
    }
    var topics = new ArrayList<Pattern>();
    for (var topic : grant.topics()) {
      if (!isOfUser(topic)) {
        topics.add(topic);
      } else if (isSegment(caller.user())) {
        topics.add(
            new Pattern(
                topic.separator(),
                topic.segments().stream()
                    .map(segment -> segment.equals(USER) ? caller.user() : segment)
                    .toList()));
      }
    }
    return new Grant(topics, grant.types(), grant.sources(), grant.rule());
  }

  private static boolean isOfUser(Pattern topic) {
    return topic.segments().contains(USER);
  }

  /** A name with a separator or a wildcard would stand for the topics of others. */
  private static boolean isSegment(String user) {
    return user.indexOf('/') < 0 && user.indexOf('*') < 0;
  }

  /** Whether the caller has a name that no topic of {@link #USER} can have. */
  boolean excludes(Caller caller) {
    return !isSegment(caller.user()) && (hasTopicOfUser(subscribe) || hasTopicOfUser(publish));
  }

  private static boolean hasTopicOfUser(List<Grant> grants) {
    return grants.stream().flatMap(grant -> grant.topics().stream()).anyMatch(PolicyRule::isOfUser);
  }
}
