package tidings.runs.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import tidings.platform.limits.TextSize;

/**
 * Counts the tokens of one call: as the model's server counts them, otherwise by the length of
 * texts. One thread.
 */
final class MeteredCall implements LanguageModel.Chunks {

  /** Tokens of an answer that a call without a maximum reserves from a budget. */
  static final int ANSWER_TOKENS = 4_096;

  /** Fewer than the average token of any model has, so that no estimate is too low. */
  private static final int BYTES_PER_TOKEN = 3;

  private final LanguageModel.Chunks chunks;
  private final long promptTokens;
  private long answerBytes;
  private boolean isAnswered;
  private long counted = -1;

  MeteredCall(ObjectNode request, LanguageModel.Chunks chunks) {
    this.chunks = chunks;
    promptTokens = TextSize.utf8(request.toString()) / BYTES_PER_TOKEN + 1;
  }

  /**
   * The tokens that a call may need: its prompt, and for each choice the longest answer it asks
   * for.
   */
  static long estimate(ObjectNode request) {
    long answer = ANSWER_TOKENS;
    for (var field : new String[] {"max_completion_tokens", "max_tokens"}) {
      if (request.path(field).isNumber()) {
        answer = Math.max(1, request.path(field).longValue());
        break;
      }
    }
    long choices = Math.max(1, request.path("n").longValue());
    return TextSize.utf8(request.toString()) / BYTES_PER_TOKEN + 1 + answer * choices;
  }

  @Override
  public void accept(ObjectNode chunk) {
    isAnswered = true;
    var total = chunk.path("usage").path("total_tokens");
    if (total.isNumber() && total.longValue() >= 0) {
      counted = total.longValue();
    }
    for (var choice : chunk.path("choices")) {
      add(choice.path("delta"));
    }
    chunks.accept(chunk);
  }

  private void add(JsonNode delta) {
    for (var field : delta.properties()) {
      if (!field.getKey().equals("role")) {
        var value = field.getValue();
        answerBytes += TextSize.utf8(value.isTextual() ? value.textValue() : value.toString());
      }
    }
  }

  /** Tokens that were used; 0 if the server refused the call, or was unreachable. */
  long used() {
    if (counted >= 0) {
      return counted;
    }
    return isAnswered ? promptTokens + answerBytes / BYTES_PER_TOKEN : 0;
  }
}
