package tidings.ingress.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import tidings.ingress.RawInput;

/** Inputs for tests. */
final class TestInputs {

  private TestInputs() {}

  static RawInput of(String payload) {
    return new RawInput("redis:news", "news/1", Map.of(), payload.getBytes(UTF_8));
  }
}
