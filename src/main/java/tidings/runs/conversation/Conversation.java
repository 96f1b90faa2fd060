package tidings.runs.conversation;

import java.time.Instant;
import java.util.List;
import tidings.runs.run.Usage;

/**
 * A conversation without its messages.
 *
 * @param id {@code cv-…}, not to be guessed
 * @param owner the user, {@code sub} of the token
 * @param tags in its owner's order, each once
 * @param rounds how many there were, those that a summary stands for among them
 * @param usage of all rounds that have ended
 * @param updated when a round last began or ended, or its owner changed something
 */
public record Conversation(
    String id,
    String owner,
    Kind kind,
    String title,
    List<String> tags,
    Status status,
    int rounds,
    Usage usage,
    Instant created,
    Instant updated) {

  /** Longest title, in characters. */
  public static final int MAX_TITLE = 200;

  /** Most tags. */
  public static final int MAX_TAGS = 10;

  /** Longest tag, in characters. */
  public static final int MAX_TAG = 20;

  public Conversation {
    tags = List.copyOf(tags);
  }
}
