package tidings.platform.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;
import tidings.event.SourcePattern;

/**
 * A grant of events that have one of the topics, one of the types and one of the sources. Where one
 * of the lists is empty, nothing is granted.
 *
 * @param topics patterns of topics
 * @param types patterns of types
 * @param sources patterns of sources
 * @param rule the rule of the policy that confers it; null: the token itself
 */
public record Grant(
    List<Pattern> topics, List<Pattern> types, List<SourcePattern> sources, @Nullable String rule) {

  /** Every type. */
  public static final List<Pattern> ALL_TYPES = List.of(Pattern.ofType(Pattern.REST));

  /** Every source. */
  public static final List<SourcePattern> ALL_SOURCES = List.of(SourcePattern.ALL);

  public Grant {
    topics = List.copyOf(topics);
    types = List.copyOf(types);
    sources = List.copyOf(sources);
  }

  /** A token's grant of events of these types to these topics, from every source. */
  public Grant(List<Pattern> topics, List<Pattern> types) {
    this(topics, types, ALL_SOURCES, null);
  }

  /** A token's grant of all events of the topics of one pattern. */
  public static Grant of(Pattern topics) {
    return new Grant(List.of(topics), ALL_TYPES);
  }

  /** Whether it is for all types and all sources. */
  public boolean isForAllEvents() {
    return ALL_TYPES.equals(types) && ALL_SOURCES.equals(sources);
  }

  /** Whether it is for some event of each topic of the pattern. */
  boolean covers(Pattern asked) {
    if (types.isEmpty() || sources.isEmpty()) {
      return false;
    }
    for (var pattern : topics) {
      if (pattern.covers(asked)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is for some event of the topic. */
  boolean hasTopic(String topic) {
    return !types.isEmpty() && !sources.isEmpty() && matches(topics, topic);
  }

  /** Whether it is for some event of the topic and type. */
  boolean has(String topic, String type) {
    return !sources.isEmpty() && matches(types, type) && matches(topics, topic);
  }

  /** Whether it is for events of the topic, type and source. */
  boolean has(String topic, String type, String source) {
    if (!matches(types, type) || !matches(topics, topic)) {
      return false;
    }
    for (var pattern : sources) {
      if (pattern.matches(source)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(List<Pattern> patterns, String name) {
    for (var pattern : patterns) {
      if (pattern.matches(name)) {
        return true;
      }
    }
    return false;
  }
}
