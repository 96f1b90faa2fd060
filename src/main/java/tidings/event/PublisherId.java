package tidings.event;

import java.util.List;
import java.util.Optional;

/**
 * The principal or the source that put an event into Tidings. The server determines it; a producer
 * cannot. It is a part of an event's identity ({@link EventId}), so that no publisher can use up
 * the ids of another.
 *
 * @param text {@code tidings} for an event of the server's own; {@code application} for one of an
 *     application in the same WAR; {@code user:} and the principal for an event that was published
 *     with a token; else the name of the source, such as {@code redis:orders}
 */
public record PublisherId(String text) {

  /** The server itself. Its events alone may have {@link ReservedNames}. */
  public static final PublisherId SERVER = new PublisherId("tidings");

  /** An application in the same WAR. It may publish for every audience. */
  public static final PublisherId APPLICATION = new PublisherId("application");

  private static final String USER = "user:";

  /** Prefixes of the text of every publisher except the server. */
  private static final List<String> KINDS = List.of(USER, "kafka:", "redis:", "postgres:");

  /** The longest name is a user's; the rest is one of {@link #KINDS}. */
  private static final int MAX_CHARS = Texts.MAX_CHARS + "postgres:".length();

  /** A principal that publishes with a token. */
  public static PublisherId user(String principal) {
    return new PublisherId(USER + principal);
  }

  /**
   * A source that does not authenticate the producers of its events.
   *
   * @param name its name, such as {@code kafka:orders}
   */
  public static PublisherId source(String name) {
    return new PublisherId(name);
  }

  /** The publisher that a node wrote into the log; empty if the text is not of this form. */
  public static Optional<PublisherId> parse(String text) {
    boolean isKnown =
        text.equals(SERVER.text)
            || text.equals(APPLICATION.text)
            || KINDS.stream().anyMatch(kind -> text.startsWith(kind) && !text.equals(kind));
    return isKnown && text.length() <= MAX_CHARS && Texts.isClean(text)
        ? Optional.of(new PublisherId(text))
        : Optional.empty();
  }
}
