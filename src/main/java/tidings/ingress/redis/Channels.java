package tidings.ingress.redis;

import java.util.List;

/**
 * The configured channels and patterns. Redis sends a message once for each of them that matches;
 * only the first is used.
 *
 * @param exact names of channels
 * @param patterns in the order of the configuration
 */
record Channels(List<String> exact, List<Glob> patterns) {

  Channels {
    exact = List.copyOf(exact);
    patterns = List.copyOf(patterns);
  }

  static Channels of(List<String> names) {
    return new Channels(
        names.stream().filter(name -> !Glob.isPattern(name)).toList(),
        names.stream().filter(Glob::isPattern).map(Glob::of).toList());
  }

  /** Number of subscriptions. */
  int size() {
    return exact.size() + patterns.size();
  }

  /** Whether to use a message of this channel that was sent for this pattern. */
  boolean isFirst(String pattern, String channel) {
    if (exact.contains(channel)) {
      return false;
    }
    for (var glob : patterns) {
      if (glob.text().equals(pattern)) {
        return true;
      }
      if (glob.matches(channel)) {
        return false;
      }
    }
    return true;
  }
}
