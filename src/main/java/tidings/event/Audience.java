package tidings.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The audience of an event. A connection must match every attribute that is present; with none
 * present, the event is for every authenticated connection.
 *
 * <p>A name has 1 to {@link Texts#MAX_CHARS} characters, not all of them white space, and is {@link
 * Texts#isClean}.
 *
 * @param users principals ({@code sub}), one of which must match; empty: not restricted by user
 * @param session the session of the connection
 * @param groups groups, one of which must match; empty: not restricted by group
 * @param topic {@code /}-separated topic to which the connection must be subscribed, with a grant
 */
public record Audience(
    Set<String> users, @Nullable String session, Set<String> groups, @Nullable String topic) {

  public static final Audience EVERYONE = new Audience(Set.of(), null, Set.of(), null);

  public Audience {
    users = Set.copyOf(users);
    groups = Set.copyOf(groups);
    users.forEach(Audience::requireName);
    groups.forEach(Audience::requireName);
  }

  /**
   * Rejects a name that a path cannot carry without loss, because it would arrive as another one.
   */
  private static void requireName(String name) {
    if (name.isBlank() || name.length() > Texts.MAX_CHARS || !Texts.isClean(name)) {
      throw new IllegalArgumentException("not a name that an event can be addressed to");
    }
  }
}
