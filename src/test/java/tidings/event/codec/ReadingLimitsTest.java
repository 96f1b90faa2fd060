package tidings.event.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How far an input is read that is rejected anyway. */
class ReadingLimitsTest {

  private static final int MAX_EVENTS = 30;

  private final EventReader reader =
      new EventReader(Ingress.of("test", () -> "assigned", 1000), MAX_EVENTS);

  private UnreadableEventException refusal(String json, Function<byte[], List<?>> form) {
    var refusal =
        catchThrowableOfType(
            UnreadableEventException.class, () -> form.apply(json.getBytes(UTF_8)));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }

  private static String array(int count, String element) {
    return "[" + String.join(",", Collections.nCopies(count, element)) + "]";
  }

  static Stream<String> elementsWithOneFault() {
    return Stream.of("{}", "1", "[]", "\"x\"", "null", "{\"type\":\"\"}", "{\"type\":\"error\"}");
  }

  /** The text after the twentieth fault is not JSON, which stays unnoticed: it is not read. */
  @ParameterizedTest
  @MethodSource("elementsWithOneFault")
  void anArrayIsReadUpToItsTwentiethFault(String element) {
    var twenty = array(20, element);
    var broken = twenty.substring(0, twenty.length() - 1) + ", no JSON at all";
    assertThat(refusal(broken, reader::plain).faults()).hasSize(20);
    assertThat(refusal(array(21, element), reader::plain).faults()).hasSize(20);
    assertThat(refusal(array(19, element), reader::plain).faults()).hasSize(19);
  }

  @Test
  void aBatchStopsThereAsWell() {
    var refused = refusal(array(10, "{}").replace("]", ", no JSON"), reader::batch);
    assertThat(refused.faults()).hasSize(20); // three of each: id, type, specversion
  }

  @Test
  void asManyEventsAsAllowedAreAcceptedAndOneMoreIsRejectedUnread() {
    var event = "{\"type\":\"t\"}";
    assertThat(reader.plain(array(MAX_EVENTS, event).getBytes(UTF_8))).hasSize(MAX_EVENTS);
    var refused =
        refusal(array(MAX_EVENTS + 1, event).replace("]", ", no JSON at all"), reader::plain);
    assertThat(refused.isTooLarge()).isTrue();
    assertThat(refused).hasMessage("more than the limit of 30 events at once");
  }

  /** One event can have a million faults of its own. */
  @Test
  void theFaultsOfOneEventAreLimitedToo() {
    var names = array(5000, "\"\"");
    assertThat(refusal("{\"type\":\"t\",\"user\":" + names + "}", reader::plain).faults())
        .hasSize(20);
    var members = new StringBuilder("{\"type\":\"t\"");
    for (int i = 0; i < 5000; i++) {
      members.append(",\"N_").append(i).append("\":[]");
    }
    assertThat(refusal(members + "}", reader::plain).faults()).hasSize(20);
    var refused = refusal("[{\"" + "N".repeat(40_000) + "\":1}]", reader::plain);
    assertThat(String.valueOf(refused.getMessage()).length()).isLessThan(2500);
  }

  /** The size is reported, though twenty faults were found before it. */
  @Test
  void dataThatIsTooLargeIsReportedAsThatHoweverManyFaultsThereAre() {
    var data = "\"data\":\"" + "x".repeat(1001) + "\"";
    var names = array(100, "\"\"");
    var refused = refusal("{\"type\":\"t\",\"user\":" + names + "," + data + "}", reader::plain);
    assertThat(refused.isTooLarge()).isTrue();
    assertThat(refused.faults()).extracting(Fault::field).containsExactly("data");
  }
}
