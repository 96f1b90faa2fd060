package it.tidings;

import java.time.Duration;
import java.util.List;

/**
 * Who a token is for and what it grants.
 *
 * @param life from now to {@code exp}
 */
record Claims(
    String user,
    List<String> groups,
    List<String> subscribe,
    List<String> publish,
    List<String> sessions,
    Duration life) {

  /** A user without groups and grants, for an hour. */
  static Claims of(String user) {
    return new Claims(user, List.of(), List.of(), List.of(), List.of(), Duration.ofHours(1));
  }

  Claims inGroups(String... names) {
    return new Claims(user, List.of(names), subscribe, publish, sessions, life);
  }

  Claims maySubscribe(String... topics) {
    return new Claims(user, groups, List.of(topics), publish, sessions, life);
  }

  Claims mayPublish(String... topics) {
    return new Claims(user, groups, subscribe, List.of(topics), sessions, life);
  }

  Claims owning(String... ids) {
    return new Claims(user, groups, subscribe, publish, List.of(ids), life);
  }

  Claims lasting(Duration time) {
    return new Claims(user, groups, subscribe, publish, sessions, time);
  }
}
