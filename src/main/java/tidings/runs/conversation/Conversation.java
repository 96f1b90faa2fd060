package tidings.runs.conversation;

import java.time.Instant;
import java.util.List;
import tidings.runs.run.Usage;

/**
 * A conversation without its messages.
 *
 * @param id {@code cv-…}, not to be guessed
 * @param owner the user, {@code sub} of the token
 * @param caption how its owner finds it
 * @param rounds the number of rounds, those that a summary replaced included
 * @param usage of all rounds that have ended
 */
public record Conversation(
    String id, String owner, Kind kind, Caption caption, int rounds, Usage usage, Period period) {

  /**
   * How its owner finds it.
   *
   * @param tags in their order, each once
   */
  public record Caption(String title, List<String> tags, Status status) {
    public Caption {
      tags = List.copyOf(tags);
    }
  }

  /**
   * @param created when it began
   * @param updated when a round last began or ended, or its owner changed something
   */
  public record Period(Instant created, Instant updated) {}

  /** Longest title, in characters. */
  public static final int MAX_TITLE = 200;

  /** Most tags. */
  public static final int MAX_TAGS = 10;

  /** Longest tag, in characters. */
  public static final int MAX_TAG = 20;

  /** {@link Caption#title}. */
  public String title() {
    return caption.title();
  }

  /** {@link Caption#tags}. */
  public List<String> tags() {
    return caption.tags();
  }

  /** {@link Caption#status}. */
  public Status status() {
    return caption.status();
  }

  /** {@link Period#created}. */
  public Instant created() {
    return period.created();
  }

  /** {@link Period#updated}. */
  public Instant updated() {
    return period.updated();
  }
}
