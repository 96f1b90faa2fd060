package tidings.runs.conversation;

import java.time.Instant;
import java.util.List;
import tidings.runs.run.Usage;

/**
 * A conversation without its messages.
 *
 * @param id {@code cv-…}, not guessable
 * @param owner the user, {@code sub} of the token
 * @param caption what its owner recognises it by
 * @param rounds the number of rounds, including those that a summary replaced
 * @param usage of all rounds that have ended
 */
public record Conversation(
    String id, String owner, Kind kind, Caption caption, int rounds, Usage usage, Period period) {

  /**
   * The properties by which its owner recognises it.
   *
   * @param tags in their order, each once
   */
  public record Caption(String title, List<String> tags, Status status) {
    public Caption {
      tags = List.copyOf(tags);
    }
  }

  /**
   * @param created time of its creation
   * @param updated time at which a round last began or ended, or its owner last changed something
   */
  public record Period(Instant created, Instant updated) {}

  /** Maximum length of a title, in characters. */
  public static final int MAX_TITLE = 200;

  /** Maximum number of tags. */
  public static final int MAX_TAGS = 10;

  /** Maximum length of a tag, in characters. */
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
