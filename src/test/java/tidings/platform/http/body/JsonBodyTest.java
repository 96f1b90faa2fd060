package tidings.platform.http.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.codec.RequestJson;
import tidings.platform.http.BadRequestException;

class JsonBodyTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "{", "[]", "1", "null", "{\"a\":tru}", "{]", "{}x", "{}{}"})
  void aBodyThatIsNotAJsonObjectIsTheSendersFault(String body) {
    assertThatThrownBy(() -> JsonBody.object(body.getBytes(UTF_8)))
        .isInstanceOf(BadRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "[", "{\"a\":["})
  void tooDeepNestingIsTheSendersFault(String open) {
    for (int depth : new int[] {1001, 50_000, 1_000_000}) {
      var body = ("{\"x\":" + open.repeat(depth)).getBytes(UTF_8);
      assertThatThrownBy(() -> JsonBody.object(body)).isInstanceOf(BadRequestException.class);
    }
  }

  @Test
  void anObjectHasSoManyPartsAndNotOneMore() {
    // One for each element, four for the object and its array, and one for the name.
    int most = RequestJson.MAX_TOKENS - 5;
    assertThat(JsonBody.object(array(most))).hasSize(1);
    assertThatThrownBy(() -> JsonBody.object(array(most + 1)))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("more than 100000 parts");
  }

  private static byte[] array(int elements) {
    return ("{\"a\":[" + "1,".repeat(elements - 1) + "1]}").getBytes(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " {\"a\":{\"b\":[1]}} ", "\ufeff{}"})
  void anObjectIsRead(String body) {
    assertThat(JsonBody.object(body.getBytes(UTF_8))).isNotNull();
  }
}
