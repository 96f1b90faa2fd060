package tidings.event.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestJsonTest {

  private static byte[] array(int elements) {
    return ("[" + "1,".repeat(elements - 1) + "1]").getBytes(UTF_8);
  }

  @Test
  void aBodyHasSoManyTokensAndNotOneMore() throws JsonProcessingException {
    int most = RequestJson.MAX_TOKENS - 2; // and the ends of the array
    assertThat(RequestJson.read(array(most))).hasSize(most);
    assertThatThrownBy(() -> RequestJson.read(array(most + 1)))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining("100001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}x", "{} {}", "{\"a\":}", "nul"})
  void aBodyThatIsNotOneValueIsRejected(String body) {
    assertThatThrownBy(() -> RequestJson.read(body.getBytes(UTF_8)))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void tooDeepNestingIsRejected() {
    var body = "[".repeat(100_000).getBytes(UTF_8);
    assertThatThrownBy(() -> RequestJson.read(body)).isInstanceOf(JsonProcessingException.class);
  }
}
