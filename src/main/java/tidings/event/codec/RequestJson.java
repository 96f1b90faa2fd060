package tidings.event.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/**
 * Reads the body of a request that is not an event as a tree. A tree takes up to thirty times the
 * memory of its text, most of all for a text of a million empty objects. So the number of its
 * tokens is limited, and not only its length. Thread-safe.
 */
public final class RequestJson {

  /** Maximum number of tokens: names, values, and both ends of objects and arrays. */
  public static final int MAX_TOKENS = 100_000;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RequestJson() {}

  /**
   * @param body in UTF-8
   * @return a missing node for an empty body
   * @throws JsonProcessingException if it is not JSON, is nested too deeply, or has too many tokens
   */
  public static JsonNode read(byte[] body) throws JsonProcessingException {
    return JSON.readTree(new String(body, StandardCharsets.UTF_8));
  }
}
