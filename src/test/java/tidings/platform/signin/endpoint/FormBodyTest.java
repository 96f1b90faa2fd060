package tidings.platform.signin.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.platform.http.BadRequestException;

class FormBodyTest {

  private static @Nullable String token(String body) {
    return FormBody.parameter(body.getBytes(StandardCharsets.UTF_8), "logout_token");
  }

  @Test
  void aParameterIsDecoded() {
    assertThat(token("logout_token=a.b.c")).isEqualTo("a.b.c");
    assertThat(token("x=1&logout_token=a%2Eb+c&y")).isEqualTo("a.b c");
    assertThat(token("logout_token=")).isEmpty();
  }

  @Test
  void aMissingParameterIsNull() {
    assertThat(token("")).isNull();
    assertThat(token("logout_token")).isNull();
    assertThat(token("logout_tokens=1&x=logout_token")).isNull();
  }

  @Test
  void aRepeatedOrBrokenParameterIsRejected() {
    assertThatThrownBy(() -> token("logout_token=a&logout_token=a"))
        .isInstanceOf(BadRequestException.class);
    assertThatThrownBy(() -> token("logout_token=%zz")).isInstanceOf(BadRequestException.class);
  }
}
