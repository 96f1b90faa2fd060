package tidings.platform.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;
import tidings.event.SourcePattern;
import tidings.event.Texts;
import tidings.platform.security.Grant;

/**
 * The form of grants, the same in a token's claim and in a policy: a topic pattern, for all events
 * of those topics, or an object with {@code topics} and, to narrow it, {@code types} and {@code
 * sources}. Pure functions.
 */
public final class GrantSyntax {

  private static final String TOPICS = "topics";
  private static final String TYPES = "types";
  private static final String SOURCES = "sources";

  private GrantSyntax() {}

  /**
   * Reads a list of grants.
   *
   * @param object may have the member
   * @param member {@code subscribe} or {@code publish}
   * @param rule the rule that confers them; null: a token
   * @throws IllegalArgumentException naming the member and the fault
   */
  public static List<Grant> grants(Map<?, ?> object, String member, @Nullable String rule) {
    var grants = new ArrayList<Grant>();
    array(object, member).forEach(one -> grants.add(grant(member, one, rule)));
    return grants;
  }

  /** An unknown member may narrow the grant, so it is not ignored. */
  private static Grant grant(String member, @Nullable Object one, @Nullable String rule) {
    if (!(one instanceof Map<?, ?> object)) {
      var topic = parsed(member, text(member, one), Pattern::ofTopic);
      return new Grant(List.of(topic), Grant.ALL_TYPES, Grant.ALL_SOURCES, rule);
    }
    if (!Set.of(TOPICS, TYPES, SOURCES).containsAll(object.keySet())) {
      throw new IllegalArgumentException(
          member + " has an object with members other than 'topics', 'types' and 'sources'");
    }
    return new Grant(
        parsed(object, TOPICS, Pattern::ofTopic),
        object.containsKey(TYPES) ? parsed(object, TYPES, Pattern::ofType) : Grant.ALL_TYPES,
        object.containsKey(SOURCES)
            ? parsed(object, SOURCES, SourcePattern::new)
            : Grant.ALL_SOURCES,
        rule);
  }

  private static <T> List<T> parsed(Map<?, ?> object, String member, Function<String, T> parse) {
    return texts(object, member).stream().map(text -> parsed(member, text, parse)).toList();
  }

  private static <T> T parsed(String member, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(member + ": " + e.getMessage(), e);
    }
  }

  /** The grant as an object of texts: {@code topics}, {@code types} and {@code sources}. */
  public static Map<String, List<String>> format(Grant grant) {
    var object = new LinkedHashMap<String, List<String>>();
    object.put(TOPICS, strings(grant.topics()));
    object.put(TYPES, strings(grant.types()));
    object.put(SOURCES, strings(grant.sources()));
    return object;
  }

  /** The grant as topic patterns if it is for all their events, else as an object. */
  public static Stream<Object> shortest(Grant grant) {
    return grant.isForAllEvents()
        ? grant.topics().stream().map(Object::toString)
        : Stream.of(format(grant));
  }

  private static List<String> strings(List<?> patterns) {
    return patterns.stream().map(Object::toString).toList();
  }

  /**
   * Reads a list of texts; an absent member is an empty list.
   *
   * @throws IllegalArgumentException naming the member and the fault
   */
  public static List<String> texts(Map<?, ?> object, String member) {
    var texts = new ArrayList<String>();
    array(object, member).forEach(one -> texts.add(text(member, one)));
    return texts;
  }

  private static String text(String member, @Nullable Object one) {
    if (!(one instanceof String text)) {
      throw new IllegalArgumentException(member + " must hold texts, but has " + kind(one));
    }
    if (text.length() > Texts.MAX_CHARS) {
      throw new IllegalArgumentException(
          member + " has a text that is longer than " + Texts.MAX_CHARS + " characters");
    }
    if (!Texts.isClean(text)) {
      throw new IllegalArgumentException(
          member + " has a text with a control character, or half of a surrogate pair");
    }
    return text;
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Number _ -> "a number";
      case Boolean _ -> "a boolean";
      default -> "an object or an array";
    };
  }

  private static Collection<?> array(Map<?, ?> object, String member) {
    if (!object.containsKey(member)) {
      return List.of();
    }
    if (!(object.get(member) instanceof Collection<?> many)) {
      throw new IllegalArgumentException(member + " must be an array");
    }
    return many;
  }
}
