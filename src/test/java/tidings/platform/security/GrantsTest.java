package tidings.platform.security;

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
          List.of(Grant.of(Pattern.ofTopic("orders/*")), Grant.of(Pattern.ofTopic("news/**"))),
          List.of(
              Grant.of(Pattern.ofTopic("orders/eu")),
              new Grant(List.of(Pattern.ofTopic("rooms/*")), List.of(Pattern.ofType("chat.*")))),
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
    assertThat(caller("ops").mayPublish("orders/eu", "any.type")).isTrue();
    assertThat(caller("ops").mayPublish(null, "any.type")).isFalse();
    assertThat(caller("admin").mayPublish(null)).as("an administrator does not publish").isFalse();
  }

  @Test
  void aGrantThatNamesTypesIsForThemAlone() {
    assertThat(caller("ops").mayPublish("rooms/1")).isTrue();
    assertThat(caller("ops").mayPublish("rooms/1", "chat.message")).isTrue();
    assertThat(caller("ops").mayPublish("rooms/1", "order.placed")).isFalse();
    assertThat(caller("ops").mayPublish("rooms/1", "chat.message.edited")).isFalse();
    assertThat(caller("ops").mayPublish("orders/us", "chat.message")).isFalse();
    assertThat(caller("publisher").mayPublish("rooms/1", "order.placed")).isTrue();
  }
}
