package tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.log.Cursor;
import tidings.sse.Gap.Reason;

class GapTest {

  private static final Cursor FROM = Cursor.of(7, List.of(3L));
  private static final Cursor TO = Cursor.of(7, List.of(5L));

  @Test
  void aGapBeforeAReplayCarriesTheCursorToResumeFrom() {
    assertThat(new String(Gap.before(Reason.EXPIRED, FROM, TO), UTF_8))
        .isEqualTo(
            "event: tidings.gap\nid: %s\ndata: {\"reason\":\"expired\",\"from\":\"%s\",\"to\":\"%s\"}\n\n"
                .formatted(TO, FROM, TO));
  }

  @Test
  void aMalformedCursorIsNotRepeated() {
    assertThat(new String(Gap.before(Reason.UNREADABLE, null, TO), UTF_8))
        .contains("{\"reason\":\"unreadable\",\"from\":null,\"to\":\"" + TO + "\"}");
  }

  @Test
  void aGapOfAQueueDoesNotMoveTheClientsCursor() {
    assertThat(new String(Gap.overflow(FROM, TO, 1, 2, 3), UTF_8))
        .isEqualTo(
            ("event: tidings.gap\ndata: {\"reason\":\"overflow\",\"from\":\"%s\",\"to\":\"%s\","
                    + "\"dropped\":{\"conflated\":1,\"expired\":2,\"low\":3}}\n\n")
                .formatted(FROM, TO));
  }
}
