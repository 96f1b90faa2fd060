package tidings.ingress.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import tidings.ingress.Input;

/** Inputs for tests. */
final class TestInputs {

  private TestInputs() {}

  static Input of(String payload) {
    return new Input("redis:news", "news/1", Map.of(), payload.getBytes(UTF_8));
  }
}
