package tidings.runs.openai;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits of what a caller's body may request from a model, which is called with this server's own
 * key.
 *
 * @param choices maximum number of choices of one answer ({@code n})
 * @param outputTokens maximum number of tokens of one choice; a higher request is reduced to it
 * @param outputField field that carries the maximum if a request names none; null: none is added
 * @param fields that are passed to the model's server beside the standard ones
 */
public record CompletionLimits(
    int choices, int outputTokens, @Nullable String outputField, Set<String> fields) {

  /**
   * @throws IllegalArgumentException if a limit is below 1, or the field is not one of OpenAI's
   */
  public CompletionLimits {
    fields = Set.copyOf(fields);
    if (choices < 1 || outputTokens < 1) {
      throw new IllegalArgumentException(
          "tidings.completions.max-choices and tidings.completions.max-output-tokens must be at"
              + " least 1, but are %d and %d".formatted(choices, outputTokens));
    }
    if (outputField != null && !CompletionBody.OUTPUT_FIELDS.contains(outputField)) {
      throw new IllegalArgumentException(
          "tidings.completions.max-tokens-field must be one of "
              + String.join(", ", CompletionBody.OUTPUT_FIELDS)
              + ", but is '"
              + outputField
              + "'");
    }
  }
}
