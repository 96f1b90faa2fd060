package tidings.it.support;

import java.time.Duration;
import java.util.List;

/**
 * The user of a token and its grants.
 *
 * @param life from now to {@code exp}
 */
public record Claims(
    String user,
    List<String> groups,
    List<String> subscribe,
    List<String> publish,
    List<String> sessions,
    Duration life) {

  /** A user without groups and grants, for an hour. */
  public static Claims of(String user) {
    return new Claims(user, List.of(), List.of(), List.of(), List.of(), Duration.ofHours(1));
  }

  public Claims inGroups(String... names) {
    return new Claims(user, List.of(names), subscribe, publish, sessions, life);
  }

  public Claims maySubscribe(String... topics) {
    return new Claims(user, groups, List.of(topics), publish, sessions, life);
  }

  public Claims mayPublish(String... topics) {
    return new Claims(user, groups, subscribe, List.of(topics), sessions, life);
  }

  public Claims owning(String... ids) {
    return new Claims(user, groups, subscribe, publish, List.of(ids), life);
  }

  public Claims lasting(Duration time) {
    return new Claims(user, groups, subscribe, publish, sessions, time);
  }
}
