package tidings.push.routing;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;
import tidings.sse.Format;

/**
 * The filter that a client asked for. It only narrows what the caller is granted.
 *
 * @param types event types; {@code **} for all
 * @param topics topics, each within the token's grants
 * @param session the session that the stream is limited to; null: none
 * @param format the format of its frames
 */
public record Filter(
    Set<Pattern> types, Set<Pattern> topics, @Nullable String session, Format format) {

  public static final Pattern ALL_TYPES = Pattern.ofType(Pattern.REST);

  public Filter {
    types = Set.copyOf(types);
    topics = Set.copyOf(topics);
  }

  /** Maximum number of types, and of topics, of one connection. */
  public static final int MAX_PATTERNS = 100;

  /** Whether the filter is within {@link #MAX_PATTERNS}. */
  public boolean isBounded() {
    return types.size() <= MAX_PATTERNS && topics.size() <= MAX_PATTERNS;
  }

  /** The number of its patterns. */
  public int patterns() {
    return types.size() + topics.size();
  }

  /**
   * @throws RefusedException if a topic is not within the caller's grants
   */
  public void requireGranted(Caller caller) {
    requireGranted(topics, caller);
  }

  private static void requireGranted(Collection<Pattern> topics, Caller caller) {
    for (var topic : topics) {
      if (!caller.grants().maySubscribe(topic)) {
        throw RefusedException.forbidden("topics: '" + topic + "' is not granted");
      }
    }
  }

  /** The same filter without the topics that the caller is no longer granted. */
  public Filter within(Caller caller) {
    var granted = topics.stream().filter(caller.grants()::maySubscribe).toList();
    return new Filter(types, Set.copyOf(granted), session, format);
  }

  /** The same filter with types and topics added, then removed. */
  public Filter apply(Change subscribe, Change unsubscribe) {
    return new Filter(
        apply(types, subscribe.types(), unsubscribe.types()),
        apply(topics, subscribe.topics(), unsubscribe.topics()),
        session,
        format);
  }

  private static Set<Pattern> apply(Set<Pattern> from, List<Pattern> add, List<Pattern> remove) {
    var to = new TreeSet<Pattern>((a, b) -> a.toString().compareTo(b.toString()));
    to.addAll(from);
    to.addAll(add);
    to.removeAll(Set.copyOf(remove));
    return to;
  }

  /**
   * One half of a change of subscription.
   *
   * @param types types to add or to remove
   * @param topics topics to add or to remove
   */
  public record Change(List<Pattern> types, List<Pattern> topics) {
    public static final Change NONE = new Change(List.of(), List.of());

    public Change {
      types = List.copyOf(types);
      topics = List.copyOf(topics);
    }

    /**
     * @throws RefusedException if a topic is not within the caller's grants
     */
    public void requireGranted(Caller caller) {
      Filter.requireGranted(topics, caller);
    }
  }
}
