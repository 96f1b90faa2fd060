package tidings.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "{", "[]", "1", "null", "{\"a\":tru}", "{]"})
  void whatIsNoJsonObjectIsTheSendersFault(String body) {
    assertThatThrownBy(() -> JsonBody.object(body.getBytes(UTF_8)))
        .isInstanceOf(BadRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "[", "{\"a\":["})
  void whatIsNestedTooDeeplyIsTheSendersFault(String open) {
    for (int depth : new int[] {1001, 50_000, 1_000_000}) {
      var body = ("{\"x\":" + open.repeat(depth)).getBytes(UTF_8);
      assertThatThrownBy(() -> JsonBody.object(body)).isInstanceOf(BadRequestException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " {\"a\":{\"b\":[1]}} ", "\ufeff{}"})
  void anObjectIsRead(String body) {
    assertThat(JsonBody.object(body.getBytes(UTF_8))).isNotNull();
  }
}
