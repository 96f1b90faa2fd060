package tidings.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource({
    "redis://:hunter2@cache:6379, redis://***@cache:6379",
    "redis://joe:hunter2@cache, redis://***@cache",
    "redis://joe:hun@ter2@cache/0, redis://***@cache/0",
    "http://joe:hun/ter2@model/v1, http://***@model/v1",
    "'mail=https://joe:hunter2@mail/mcp,files=stdio:files --token=hunter2 /data',"
        + " 'mail=https://***@mail/mcp,files=stdio:files --token=*** /data'",
    "https://login.example/keys?api_key=hunter2&v=1, https://login.example/keys?api_key=***&v=1",
    "'redis://joe:hunter2@a,redis://joe:hunter2@b', 'redis://***@a,redis://***@b'",
    "jdbc:postgresql://db/tidings?user=joe&password=hunter2,"
        + " jdbc:postgresql://db/tidings?user=joe&password=***",
    "jdbc:postgresql://db/t?password=hunter2&ssl=true,"
        + " jdbc:postgresql://db/t?password=***&ssl=true",
    "jdbc:h2:file:x;USER=joe;PASSWORD=hunter2;MODE=y, jdbc:h2:file:x;USER=joe;PASSWORD=***;MODE=y"
  })
  void aSecretInAUrlIsMaskedWhereItStands(String url, String masked) {
    assertThat(Secrets.masked(url)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "15s",
        "kafka-1:9092,kafka-2:9092",
        "https://issuer.example.org/realms/a",
        "https://issuer.example.org/keys?mail=alice@example.org",
        "redis://cache:6379",
        "jdbc:postgresql://db/tidings?ssl=true",
        "alice@example.org"
      })
  void whatIsNoSecretIsSaid(String value) {
    assertThat(Secrets.masked(value)).isEqualTo(value);
  }
}
