package tidings.push.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.event.Data;
import tidings.event.EventId;
import tidings.event.Priority;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.Offset;
import tidings.log.TailEntry;
import tidings.sse.Format;

class BusEventTest {

  private static final Cursor CURSOR = Cursor.of(7, List.of(1L));

  private static BusEvent published(@Nullable Data data) {
    var event =
        TestEvent.of("t", new EventId(PublisherId.user("test"), "s", "1"))
            .data(data)
            .priority(Priority.LOW)
            .event();
    return new BusEvent(new TailEntry(new LogEntry(event, new Offset(0, 0), 42), CURSOR, true));
  }

  private static String text(BusEvent published, Format format) {
    return new String(published.frame(format).bytes(), UTF_8);
  }

  @Test
  void eachFormatIsEncodedOnce() {
    var published = published(new Data.Json("[1.10]"));
    for (var format : Format.values()) {
      assertThat(published.frame(format)).isSameAs(published.frame(format));
    }
    assertThat(text(published, Format.DATA))
        .isEqualTo("event: t\nid: " + CURSOR + "\ndata: [1.10]\n\n");
    assertThat(text(published, Format.CLOUDEVENTS))
        .isEqualTo(
            "event: t\nid: %s\ndata: {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"publisher\":\"user:test\",\"type\":\"t\",\"priority\":\"low\",\"data\":[1.10]}\n\n"
                .formatted(CURSOR));
  }

  @Test
  void anEventWithoutDataHasAnEmptyDataFieldAndIsDispatched() {
    assertThat(text(published(null), Format.DATA))
        .isEqualTo("event: t\nid: " + CURSOR + "\ndata: \n\n");
  }

  @Test
  void aFrameKeepsItsEventsPriorityAndWhenItWasTaken() {
    var frame = published(null).frame(Format.DATA);
    assertThat(frame.priority()).isEqualTo(Priority.LOW);
    assertThat(frame.ingestedNanos()).isEqualTo(42);
  }
}
