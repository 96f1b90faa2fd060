package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashMap;
import java.util.Map;

/**
 * A refusal as {@code application/problem+json} (RFC 9457).
 *
 * @param retryAfter seconds; -1 without the header
 * @param fields message of each faulty field
 */
public record Problem(int status, String detail, long retryAfter, Map<String, String> fields) {

  /** Reads a problem; fails if the answer is none, or has another status. */
  public static Problem of(int status, Answer answer) {
    assertEquals(status, answer.status(), answer::body);
    assertEquals("application/problem+json", answer.header("Content-Type"));
    var body = Json.read(answer.body());
    assertEquals(status, body.path("status").intValue(), answer::body);
    assertFalse(body.path("title").asText().isBlank(), answer::body);
    assertFalse(body.path("detail").asText().isBlank(), answer::body);
    var fields = new HashMap<String, String>();
    body.path("errors")
        .forEach(error -> fields.put(error.get("field").asText(), error.get("message").asText()));
    long retryAfter = answer.headers().firstValueAsLong("Retry-After").orElse(-1);
    return new Problem(status, body.get("detail").asText(), retryAfter, Map.copyOf(fields));
  }
}
