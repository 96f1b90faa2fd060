package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownKeysTest {

  private static final UnknownKeys KEYS =
      new UnknownKeys(
          List.of(
              "tidings.heartbeat",
              "tidings.limits.connections",
              "tidings.limits.connect-rate",
              "tidings.database.password",
              "mp.jwt.verify.audiences"));

  @ParameterizedTest
  @CsvSource({
    "TIDINGS_HEARTBEET, tidings.heartbeat",
    "tidings.heart-beat, tidings.heartbeat",
    "TIDINGS_LIMIT_CONNECTIONS, tidings.limits.connections",
    "TIDINGS_LIMITS_CONNECTRATE, tidings.limits.connect-rate",
    "TIDINGS_DATABASE_PASSWORD_FILE, tidings.database.password",
    "mp.jwt.verify.audience, mp.jwt.verify.audiences"
  })
  void aMisspeltKeyIsNamedWithTheOneThatIsNearest(String given, String nearest) {
    assertThat(KEYS.lines(List.of(given)))
        .containsExactly(
            "The configuration '%s' has no effect: no key has this name. Did you mean %s?"
                .formatted(given, nearest));
  }

  @Test
  void aKeyThatIsLikeNoOtherIsNamedAlone() {
    assertThat(KEYS.lines(List.of("tidings.colour")))
        .containsExactly("The configuration 'tidings.colour' has no effect: no key has this name");
  }

  @Test
  void aVariableAndThePropertyThatIsMadeOfItAreOneLine() {
    assertThat(KEYS.lines(List.of("tidings.heartbeet", "TIDINGS_HEARTBEET")))
        .singleElement()
        .asString()
        .contains("'TIDINGS_HEARTBEET'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TIDINGS_HEARTBEAT",
        "tidings_heartbeat",
        "tidings.limits.connect-rate",
        "TIDINGS_LIMITS_CONNECT_RATE",
        "tidings.kafka.client.sasl.mechanism",
        "TIDINGS_KAFKA_CLIENT_SASL_MECHANISM",
        "PATH",
        "mp.messaging.incoming.x",
        "TIDINGS_SERVICE_HOST",
        "TIDINGS_SERVICE_PORT_HTTP",
        "TIDINGS_PORT",
        "TIDINGS_PORT_9080_TCP_ADDR",
        "TIDINGS_REDIS_SERVICE_PORT"
      })
  void aKeyAndWhatKubernetesSetsForAServiceAreNotReported(String given) {
    assertThat(KEYS.lines(List.of(given))).isEmpty();
  }
}
