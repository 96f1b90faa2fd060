package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis-sentinel://:secret@one:26379,two:26379/mymaster",
        "redis+sentinel://one:26379/mymaster",
        "REDISS-SENTINEL://one:26379/mymaster",
        "sentinel://one:26379",
        "redis-cluster://:secret@one:6379",
        "redis://user:secret@one:6379,two:6379",
        "rediss://one,two:6379/0"
      })
  void sentinelAndClusterAreRefusedInOneLine(String text) {
    assertThatThrownBy(() -> RedisUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tidings.redis.url must be that of one server: Sentinel and Cluster are not supported."
                + " Name the primary, or an address that always leads to it");
  }

  @Test
  void aPasswordMayHaveAComma() {
    assertThat(RedisUrl.parse("redis://user:a,b@one:6379")).hasHost("one");
  }
}
