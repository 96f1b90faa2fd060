package tidings.runs.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One frame of a run's journal (protocol, section 3). Immutable. */
public sealed interface RunFrame {

  /** Whether it is a piece of what a model writes: pieces may leave together, a little later. */
  default boolean isDelta() {
    return switch (this) {
      case Content _, Reasoning _, ToolCallDelta _, UpstreamChunk _ -> true;
      case Started _,
          ConversationCreated _,
          Finished _,
          ToolResult _,
          NodeStarted _,
          NodeEnded _,
          GraphCompleted _,
          Completion _,
          Incomplete _,
          Failure _,
          UsageTotal _,
          Done _ ->
          false;
    };
  }

  /**
   * The model call that a chunk belongs to.
   *
   * @param id {@code chatcmpl-…}
   * @param created seconds since 1970
   * @param graphNode the graph's node that called; null outside of graphs
   */
  record Call(String id, long created, String model, @Nullable String graphNode) {}

  /** First frame of all runs but {@link RunKind#COMPLETION}. */
  record Started(String run, @Nullable String conversation) implements RunFrame {}

  /** The run created a conversation, before its first message. */
  record ConversationCreated(String conversation) implements RunFrame {}

  record Content(Call call, String text) implements RunFrame {}

  record Reasoning(Call call, String text) implements RunFrame {}

  /**
   * A piece of a tool call.
   *
   * @param index number of the call in the turn
   * @param id its id, in its first piece
   * @param name its function's name, in its first piece
   * @param arguments the next characters of its JSON
   */
  record ToolCallDelta(
      Call call, int index, @Nullable String id, @Nullable String name, String arguments)
      implements RunFrame {}

  /** The model has finished this call. */
  record Finished(Call call, String reason) implements RunFrame {}

  /**
   * The result of a tool call.
   *
   * @param isError whether the result is an error
   */
  record ToolResult(@Nullable String graphNode, String toolCallId, String content, boolean isError)
      implements RunFrame {}

  record NodeStarted(String graphNode, int level) implements RunFrame {}

  /**
   * @param status {@code completed}, {@code failed} or {@code skipped}
   */
  record NodeEnded(String graphNode, int level, String status) implements RunFrame {}

  record GraphCompleted(String finalResult, List<List<String>> chain) implements RunFrame {
    public GraphCompleted {
      chain = chain.stream().map(List::copyOf).toList();
    }
  }

  /** An agent has reached its goal; at most one of the names is present. */
  record Completion(String message, @Nullable String graphName, @Nullable String toolName)
      implements RunFrame {}

  record Incomplete(String message, List<String> missingFields) implements RunFrame {
    public Incomplete {
      missingFields = List.copyOf(missingFields);
    }
  }

  record Failure(ErrorType type, String message) implements RunFrame {}

  record UsageTotal(Usage usage) implements RunFrame {}

  /** A chunk of the model, unchanged: {@code /v1} passes it through. */
  record UpstreamChunk(String json) implements RunFrame {}

  /** {@code [DONE]}: always the last, exactly once. */
  record Done() implements RunFrame {}
}
