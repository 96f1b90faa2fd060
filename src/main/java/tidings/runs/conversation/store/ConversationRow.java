package tidings.runs.conversation.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import tidings.runs.conversation.Conversation;
import tidings.runs.conversation.Kind;
import tidings.runs.conversation.Status;
import tidings.runs.run.Usage;

/**
 * A conversation in the database. A transaction that changes the totals of its rounds (their count,
 * their usage) locks this row first, and rounds only after it.
 */
@Entity(name = "Conversation")
@Table(name = "conversations")
class ConversationRow {

  /** Surrounds every tag, so that a search for a tag does not match a part of another. */
  private static final String FENCE = "\n";

  @Id String id;
  String owner;

  @Enumerated(EnumType.STRING)
  Kind kind;

  @Enumerated(EnumType.STRING)
  Status status;

  private String title;

  @Column(name = "search_title")
  private String searchTitle;

  private String tags;
  int rounds;

  /**
   * The size of its rounds, as limits count it; running rounds count with their size at the start.
   */
  long bytes;

  @Column(name = "prompt_tokens")
  private long promptTokens;

  @Column(name = "completion_tokens")
  private long completionTokens;

  @Column(name = "total_tokens")
  private long totalTokens;

  private OffsetDateTime created;
  private OffsetDateTime updated;

  /** For the provider, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected ConversationRow() {}

  ConversationRow(String id, String owner, Kind kind, String title, Instant now) {
    this.id = id;
    this.owner = owner;
    this.kind = kind;
    this.title = title;
    searchTitle = JsonColumn.foldCase(title);
    status = Status.ACTIVE;
    tags = "";
    created = Instants.stored(now);
    updated = created;
  }

  void rename(String to) {
    title = to;
    searchTitle = JsonColumn.foldCase(to);
  }

  void tag(List<String> with) {
    tags = with.isEmpty() ? "" : FENCE + String.join(FENCE, with) + FENCE;
  }

  static String fenced(String tag) {
    return FENCE + tag + FENCE;
  }

  void touch(Instant now) {
    var at = Instants.stored(now);
    if (at.isAfter(updated)) {
      updated = at;
    }
  }

  void add(Usage usage) {
    var sum = usage().plus(usage);
    promptTokens = sum.promptTokens();
    completionTokens = sum.completionTokens();
    totalTokens = sum.totalTokens();
  }

  private Usage usage() {
    return new Usage(promptTokens, completionTokens, totalTokens);
  }

  Conversation read() {
    return new Conversation(
        id,
        owner,
        kind,
        new Conversation.Caption(
            title, tags.lines().filter(tag -> !tag.isEmpty()).toList(), status),
        rounds,
        usage(),
        new Conversation.Period(created.toInstant(), updated.toInstant()));
  }
}
