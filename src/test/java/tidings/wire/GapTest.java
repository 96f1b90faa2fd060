package tidings.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.log.Cursor;

class GapTest {

  private static final Cursor PLACE = Cursor.of(7, List.of(5L));

  private static String gap(String asked) {
    return new String(Gap.frame(asked, PLACE), UTF_8);
  }

  private static String frame(String reason, String from) {
    return "event: tidings.gap\nid: %s\ndata: {\"reason\":\"%s\",\"from\":%s,\"to\":\"%s\"}\n\n"
        .formatted(PLACE, reason, from, PLACE);
  }

  private static String quoted(Cursor cursor) {
    return "\"" + cursor + "\"";
  }

  @Test
  void anEarlierPlaceHasExpired() {
    var earlier = Cursor.of(7, List.of(4L));
    assertThat(gap(earlier.toString())).isEqualTo(frame("expired", quoted(earlier)));
  }

  @Test
  void aPlaceInAnotherLogIsOfAnotherEpoch() {
    var foreign = Cursor.of(8, List.of(4L));
    assertThat(gap(foreign.toString())).isEqualTo(frame("epoch", quoted(foreign)));
  }

  @Test
  void aPlaceThatIsStillToComeIsNotOurs() {
    var future = Cursor.of(7, List.of(6L));
    assertThat(gap(future.toString())).isEqualTo(frame("epoch", quoted(future)));
  }

  @Test
  void whatIsNoCursorIsNotSentBack() {
    assertThat(gap("\"}\n\nevent: x\n\n")).isEqualTo(frame("unreadable", "null"));
  }
}
