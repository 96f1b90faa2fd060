package tidings.runs.openai;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller's body may ask of a model, which is asked with this server's own key.
 *
 * @param choices most choices of one answer ({@code n})
 * @param outputTokens most tokens of one choice; who asks for more gets this many
 * @param outputField field in which a request that names no maximum is given it; null: none
 * @param fields that go to the model's server beside those that always do
 */
public record CompletionLimits(
    int choices, int outputTokens, @Nullable String outputField, Set<String> fields) {

  /**
   * @throws IllegalArgumentException if nothing could be asked for, or the field is not one of
   *     OpenAI's
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
