package tidings.ingress.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.log.Appended;
import tidings.log.Cursor;

class PublishAnswerTest {

  @Test
  void cursorNeedsNoEscapes() {
    for (long epoch : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      var cursor = Cursor.of(epoch, List.of(0L, Long.MAX_VALUE, 1L));
      assertThat(cursor.toString()).matches("[A-Za-z0-9_.-]+");
      var json = PublishResource.Answer.of(new Appended(2, 1, cursor)).json();
      assertThat(new String(json, US_ASCII))
          .isEqualTo("{\"accepted\":2,\"cursor\":\"" + cursor + "\",\"duplicates\":1}");
    }
  }
}
