package tidings.runs.model.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Readers of untrusted JSON, whose trees take up to thirty times the memory of the text. */
final class BoundedJson {

  private BoundedJson() {}

  /**
   * A reader that fails, as for invalid JSON, if there are more tokens than allowed.
   *
   * @param tokens names and values, and both ends of objects and arrays
   */
  static JsonMapper mapper(int tokens) {
    var constraints = StreamReadConstraints.builder().maxTokenCount(tokens).build();
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
        .build();
  }
}
