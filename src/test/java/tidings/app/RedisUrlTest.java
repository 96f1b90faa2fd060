package tidings.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://localhost",
        "rediss://user:secret@redis.example:6380/3",
        "redis://[::1]:1"
      })
  void whatNamesAServerIsTaken(String text) {
    assertThat(RedisUrl.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:secret@localhost, redis://",
    "redis://user:se^cret@localhost, index",
    "redis://user:secret@my_redis:6379, host",
    "redis:secret, host",
    "redis://user:secret@localhost/abc, database",
    "secret, redis://",
  })
  void whatDoesNotIsRefusedWithoutItsPassword(String text, String fault) {
    assertThatThrownBy(() -> RedisUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tidings.redis.url ")
        .hasMessageContaining(fault)
        .hasMessageNotContaining("cret");
  }
}
