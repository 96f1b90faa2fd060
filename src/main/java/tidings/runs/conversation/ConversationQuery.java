package tidings.runs.conversation;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query for an owner's conversations.
 *
 * @param kind null: all kinds
 * @param statuses the statuses to include
 * @param tag null: with any tags or none
 * @param text null: all; else those with this text in the title or a message, ignoring case
 * @param before null: from the newest; else those after this cursor
 * @param limit maximum number of conversations
 */
public record ConversationQuery(
    @Nullable Kind kind,
    Set<Status> statuses,
    @Nullable String tag,
    @Nullable String text,
    @Nullable PageCursor before,
    int limit) {

  /** Maximum size of a page. */
  public static final int MAX_LIMIT = 200;

  /** Maximum length of the text to search for, in characters. */
  public static final int MAX_TEXT = 200;

  /** The statuses of conversations that are not in the bin. */
  public static final Set<Status> KEPT = Set.of(Status.ACTIVE, Status.FAVOURITE);

  public ConversationQuery {
    statuses = Set.copyOf(statuses);
    limit = Math.clamp(limit, 1, MAX_LIMIT);
  }

  /** The newest conversations that are not in the bin. */
  public static ConversationQuery newest(int limit) {
    return new ConversationQuery(null, KEPT, null, null, null, limit);
  }

  /** The newest conversations with this text. */
  public static ConversationQuery withText(String text, int limit) {
    return new ConversationQuery(null, KEPT, null, text, null, limit);
  }

  /** The conversations after a page. */
  public ConversationQuery after(PageCursor place) {
    return new ConversationQuery(kind, statuses, tag, text, place, limit);
  }
}
