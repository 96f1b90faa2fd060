package tidings.runs.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.runs.run.Usage;

/**
 * One turn of a conversation: the question, and the result of one run. The reader may change the
 * JSON in it; no other reader sees the change.
 *
 * @param conversation id of the conversation
 * @param number from 1, each once; without the rounds that a summary replaced
 * @param execution the run that made it
 * @param messages in the shape of OpenAI's chat, with {@code reasoning_content} and {@code
 *     node_name}
 * @param usage of the whole run, once it has ended
 * @param detail data of one kind of run only: a graph's definition at the time of the run, its
 *     chain, its checkpoint
 */
public record Round(
    String conversation,
    int number,
    Execution execution,
    List<ObjectNode> messages,
    Usage usage,
    @Nullable ObjectNode detail) {

  /**
   * The run of a round.
   *
   * @param runId id of the run
   * @param node the node on which the run is or was executed
   * @param started time of its start
   * @param ended null while it runs
   */
  public record Execution(
      String runId, String node, RoundState state, Instant started, @Nullable Instant ended) {}

  public Round {
    messages = List.copyOf(messages);
  }

  /** {@link Execution#runId}. */
  public String runId() {
    return execution.runId();
  }

  /** {@link Execution#node}. */
  public String node() {
    return execution.node();
  }

  /** {@link Execution#state}. */
  public RoundState state() {
    return execution.state();
  }

  /** {@link Execution#started}. */
  public Instant started() {
    return execution.started();
  }

  /** {@link Execution#ended}. */
  public @Nullable Instant ended() {
    return execution.ended();
  }
}
