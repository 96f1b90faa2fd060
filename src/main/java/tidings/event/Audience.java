package tidings.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom an event is for. Every attribute that is present must match; with none present it is for
 * every authenticated connection.
 *
 * <p>A name has 1 to {@link Texts#MAX_CHARS} characters, not all of them white space, and is {@link
 * Texts#isClean}.
 *
 * @param users principals ({@code sub}), any of them; empty: not restricted by user
 * @param session the session a connection must be bound to
 * @param groups groups, any of them; empty: not restricted by group
 * @param topic {@code /}-separated topic a connection must be subscribed to, and granted
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

  /** A name that a path could not carry without loss would come out as another's. */
  private static void requireName(String name) {
    if (name.isBlank() || name.length() > Texts.MAX_CHARS || !Texts.isClean(name)) {
      throw new IllegalArgumentException("not a name that an event can be addressed to");
    }
  }
}
