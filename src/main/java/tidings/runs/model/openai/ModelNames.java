package tidings.runs.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import tidings.runs.model.AnswerLimits;

/** The names in a server's list of its models. Pure functions. */
public final class ModelNames {

  private ModelNames() {}

  /**
   * Reads a list in OpenAI's form ({@code {"data":[{"id"}]}}), as a plain array, or under {@code
   * models}; a model has its name in {@code id}, {@code name} or {@code model}, or is a text.
   */
  public static List<String> of(JsonNode answer) {
    var list =
        answer.isArray()
            ? answer
            : answer.path("data").isArray() ? answer.path("data") : answer.path("models");
    return StreamSupport.stream(list.spliterator(), false)
        .map(ModelNames::name)
        .filter(name -> !name.isBlank())
        .distinct()
        .limit(AnswerLimits.MODELS)
        .toList();
  }

  private static String name(JsonNode model) {
    for (var field : List.of("id", "name", "model")) {
      if (model.path(field).isTextual()) {
        return model.path(field).asText();
      }
    }
    return model.isTextual() ? model.asText() : "";
  }
}
