package tidings.runs.model.openai;

import java.util.Locale;
import java.util.Set;

/**
 * Finish reasons of other servers in OpenAI's words, by which clients decide what follows. Pure
 * functions.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/object">OpenAI,
 *     finish_reason</a>
 */
final class FinishReason {

  /** Reasons that mark an answer as incomplete, although the server ended it. */
  private static final Set<String> FAILURES =
      Set.of(
          "error",
          "abort",
          "aborted",
          "cancelled",
          "failed",
          "insufficient_system_resource",
          "malformed_function_call",
          "network_error");

  private FinishReason() {}

  static boolean isFailure(String reason) {
    return FAILURES.contains(reason.toLowerCase(Locale.ROOT));
  }

  /** OpenAI's word for the reason; an unknown one stays unchanged. */
  static String ofOpenAi(String reason) {
    return switch (reason.toLowerCase(Locale.ROOT)) {
      case "stop", "eos", "eos_token", "end_turn", "stop_sequence", "complete", "completed" ->
          "stop";
      case "length", "max_tokens", "max_output_tokens", "model_length" -> "length";
      case "tool_calls", "tool_call", "tool_use" -> "tool_calls";
      case "function_call" -> "function_call";
      case "content_filter",
          "safety",
          "recitation",
          "blocklist",
          "prohibited_content",
          "spii",
          "sensitive" ->
          "content_filter";
      default -> reason;
    };
  }
}
