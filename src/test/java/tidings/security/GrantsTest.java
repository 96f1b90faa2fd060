package tidings.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.event.Pattern;

class GrantsTest {

  private static final Grants GRANTS =
      new Grants(
          List.of(Pattern.ofTopic("orders/*"), Pattern.ofTopic("news/**")),
          List.of(Pattern.ofTopic("orders/eu")),
          Set.of());

  @ParameterizedTest
  @CsvSource({
    "orders/eu, true",
    "orders/*, true",
    "orders/**, false",
    "orders, false",
    "orders/eu/1, false",
    "news/*, true",
    "news/**, true",
    "news/a/*, true",
    "news, false",
    "**, false",
    "*/eu, false"
  })
  void aPatternIsGrantedIfOneGrantCoversAllOfIt(String pattern, boolean granted) {
    assertThat(GRANTS.maySubscribe(Pattern.ofTopic(pattern))).isEqualTo(granted);
  }

  private static Caller caller(String group) {
    return new Caller("alice", Set.of(group), GRANTS, null, Instant.EPOCH);
  }

  @Test
  void aPublisherMayPublishAnything() {
    assertThat(caller("publisher").mayPublish(null)).isTrue();
    assertThat(caller("publisher").mayPublish("anything")).isTrue();
  }

  @Test
  void othersMayPublishToTheTopicsGranted() {
    assertThat(caller("ops").mayPublish("orders/eu")).isTrue();
    assertThat(caller("ops").mayPublish("orders/us")).isFalse();
    assertThat(caller("ops").mayPublish(null)).isFalse();
    assertThat(caller("admin").mayPublish(null)).as("an administrator does not publish").isFalse();
  }
}
