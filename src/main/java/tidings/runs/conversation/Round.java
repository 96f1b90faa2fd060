package tidings.runs.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.runs.run.Usage;

/**
 * One turn of a conversation: what was asked, and what one run made of it. The JSON in it is the
 * reader's own to change; nothing else sees that.
 *
 * @param conversation id of the conversation
 * @param number from 1, each once; without those that a summary stands for
 * @param node where the run is or was
 * @param messages in the shape of OpenAI's chat, with {@code reasoning_content} and {@code
 *     node_name}
 * @param usage of the whole run, once it has ended
 * @param detail what only a kind of run has: a graph's definition as it was, its chain, its
 *     checkpoint
 * @param ended null while it runs
 */
public record Round(
    String conversation,
    int number,
    String runId,
    String node,
    RoundState state,
    List<ObjectNode> messages,
    Usage usage,
    @Nullable ObjectNode detail,
    Instant started,
    @Nullable Instant ended) {

  public Round {
    messages = List.copyOf(messages);
  }
}
