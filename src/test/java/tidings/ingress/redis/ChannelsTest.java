package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelsTest {

  @ParameterizedTest
  @CsvSource({
    "h?llo, hello, true",
    "h?llo, hllo, false",
    "h*llo, heeeello, true",
    "h*llo, hllo, true",
    "h[ae]llo, hallo, true",
    "h[ae]llo, hillo, false",
    "h[^e]llo, hallo, true",
    "h[^e]llo, hello, false",
    "h[a-b]llo, hbllo, true",
    "h[a-b]llo, hcllo, false",
    "h\\?llo, h?llo, true",
    "h\\?llo, hello, false",
    "news.*, news.a, true",
    "news.*, newsXa, false",
    "a[\\]]b, a]b, true",
    "(+, (+, true",
  })
  void patternsMeanWhatTheyMeanToRedis(String pattern, String channel, boolean matches) {
    assertThat(Glob.of(pattern).matches(channel)).isEqualTo(matches);
  }

  @Test
  void unclosedPatternIsRejectedAndNamed() {
    assertThatThrownBy(() -> Glob.of("news[ab"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.redis.channels")
        .hasMessageContaining("news[ab");
  }

  @Test
  void aMessageIsTakenFromTheFirstMatchingSubscription() {
    var channels = Channels.of(List.of("news.*", "news.sport", "*.sport"));
    assertThat(channels.exact()).containsExactly("news.sport");
    assertThat(channels.isFirst("news.*", "news.sport")).isFalse();
    assertThat(channels.isFirst("news.*", "news.art")).isTrue();
    assertThat(channels.isFirst("*.sport", "news.sport")).isFalse();
    assertThat(channels.isFirst("*.sport", "world.sport")).isTrue();
  }
}
