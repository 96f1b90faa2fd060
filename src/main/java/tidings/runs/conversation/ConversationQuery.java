package tidings.runs.conversation;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of an owner's conversations.
 *
 * @param kind null: of every kind
 * @param statuses in one of these
 * @param tag null: with any tags or none
 * @param text null: all; else those with this text in the title or a message, whatever its case
 * @param before null: from the newest; else what follows this place
 * @param limit how many at most
 */
public record ConversationQuery(
    @Nullable Kind kind,
    Set<Status> statuses,
    @Nullable String tag,
    @Nullable String text,
    @Nullable PageCursor before,
    int limit) {

  /** Largest page. */
  public static final int MAX_LIMIT = 200;

  /** Longest text that is looked for, in characters. */
  public static final int MAX_TEXT = 200;

  /** What is not in the bin. */
  public static final Set<Status> KEPT = Set.of(Status.ACTIVE, Status.FAVOURITE);

  public ConversationQuery {
    statuses = Set.copyOf(statuses);
    limit = Math.clamp(limit, 1, MAX_LIMIT);
  }

  /** The newest of all that is not in the bin. */
  public static ConversationQuery newest(int limit) {
    return new ConversationQuery(null, KEPT, null, null, null, limit);
  }

  /** The newest with this text. */
  public static ConversationQuery withText(String text, int limit) {
    return new ConversationQuery(null, KEPT, null, text, null, limit);
  }

  /** What follows a page. */
  public ConversationQuery after(PageCursor place) {
    return new ConversationQuery(kind, statuses, tag, text, place, limit);
  }
}
