package tidings.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class RedisServerTest {

  private static RedisServer at(String url) {
    return new RedisServer(URI.create(url), null);
  }

  @Test
  void portIsThatOfRedisIfNoneIsNamed() {
    assertThat(at("redis://localhost").address().getPort()).isEqualTo(6379);
    assertThat(at("redis://localhost:7").address().getPort()).isEqualTo(7);
  }

  @Test
  void theUrlHasTheCredentialsAndNoTextShowsThem() {
    var server = at("redis://reader:s3cret@localhost/2");
    var config = server.config().build();
    assertThat(config.getUser()).isEqualTo("reader");
    assertThat(config.getPassword()).isEqualTo("s3cret");
    assertThat(config.getDatabase()).isEqualTo(2);
    assertThat(config.getSslOptions()).isNull();
    assertThat(server.toString()).doesNotContain("s3cret");
  }

  @Test
  void withTlsTheServersNameIsChecked() {
    assertThat(at("rediss://localhost").config().build().getSslOptions()).isNotNull();
  }
}
