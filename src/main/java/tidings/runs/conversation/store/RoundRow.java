package tidings.runs.conversation.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidings.platform.limits.TextSize;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.RoundState;
import tidings.runs.run.Usage;

/** A round in the database; its messages are rows of their own. */
@Entity(name = "Round")
@Table(name = "rounds")
@IdClass(RoundRow.Key.class)
class RoundRow {

  /** Size that a round, and each of its messages, counts in addition to its text. */
  static final int ROW_BYTES = 256;

  @Id String conversation;
  @Id int number;

  /** Its size, with that of its messages, as limits count it. */
  long bytes;

  @Column(name = "run_id")
  private String runId;

  private String node;

  @Enumerated(EnumType.STRING)
  RoundState state;

  @Column(name = "prompt_tokens")
  private long promptTokens;

  @Column(name = "completion_tokens")
  private long completionTokens;

  @Column(name = "total_tokens")
  private long totalTokens;

  @Nullable String detail;
  private OffsetDateTime started;
  private @Nullable OffsetDateTime ended;

  /** The key of a round. */
  static final class Key {
    String conversation;
    int number;

    /** For the provider, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    public Key() {}

    Key(String conversation, int number) {
      this.conversation = conversation;
      this.number = number;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && key.conversation.equals(conversation)
          && key.number == number;
    }

    @Override
    public int hashCode() {
      return Objects.hash(conversation, number);
    }
  }

  /** For the provider, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected RoundRow() {}

  RoundRow(String conversation, int number, String runId, String node, Instant now) {
    this.conversation = conversation;
    this.number = number;
    this.runId = runId;
    this.node = node;
    state = RoundState.RUNNING;
    started = Instants.stored(now);
  }

  void end(RoundState with, Usage usage, Instant now) {
    state = with;
    charge(usage);
    ended = Instants.stored(now);
  }

  /** Updates its size from all its messages. */
  void measure(List<MessageRow> messages) {
    long text = detail == null ? 0 : TextSize.utf8(detail);
    bytes = ROW_BYTES + text + messages.stream().mapToLong(MessageRow::bytes).sum();
  }

  /** Makes this row the summary of all rounds up to this one. */
  void summarise(Usage ofAll) {
    charge(ofAll);
    state = RoundState.COMPLETED;
    detail = "{\"summary\":{\"rounds\":%d}}".formatted(number);
  }

  private void charge(Usage usage) {
    promptTokens = usage.promptTokens();
    completionTokens = usage.completionTokens();
    totalTokens = usage.totalTokens();
  }

  Usage usage() {
    return new Usage(promptTokens, completionTokens, totalTokens);
  }

  /** The round of a run that has not ended; locked. */
  static Optional<RoundRow> running(EntityManager entities, String conversation, String runId) {
    return entities
        .createQuery(
            "select r from Round r where r.conversation = :id and r.runId = :run"
                + " and r.state = :running",
            RoundRow.class)
        .setParameter("id", conversation)
        .setParameter("run", runId)
        .setParameter("running", RoundState.RUNNING)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .findFirst();
  }

  /** Ends the rounds that an earlier process of this node left running. */
  static int abandon(EntityManager entities, String node, Instant before) {
    return entities
        .createQuery(
            "update Round r set r.state = :failed, r.ended = :now"
                + " where r.node = :node and r.state = :running and r.started < :now")
        .setParameter("failed", RoundState.FAILED)
        .setParameter("running", RoundState.RUNNING)
        .setParameter("node", node)
        .setParameter("now", Instants.stored(before))
        .executeUpdate();
  }

  Round read(List<MessageRow> messages) {
    return new Round(
        conversation,
        number,
        new Round.Execution(runId, node, state, started.toInstant(), Instants.read(ended)),
        messages.stream().map(MessageRow::read).toList(),
        usage(),
        JsonColumn.readOrNull(detail));
  }
}
