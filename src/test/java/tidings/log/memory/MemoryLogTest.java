package tidings.log.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.event.Event;
import tidings.event.TestEvent;
import tidings.log.Appended;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.TailEntry;

class MemoryLogTest {

  private static final int BACKLOG = 5;

  private final MemoryLog log = log(BACKLOG);
  private final BlockingQueue<TailEntry> read = new LinkedBlockingQueue<>();

  private static MemoryLog log(int backlog) {
    return new MemoryLog(
        new LogSettings(
            new LogSettings.Dedupe(Duration.ofMinutes(10), 1000),
            new LogSettings.Retention(1000, 1 << 20, 50),
            new LogSettings.Replay(1000, 1 << 20),
            backlog,
            65_536,
            10,
            new LogSettings.Kafka(List.of("t"), "d", "g", 1, Duration.ofSeconds(1), Map.of())));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static List<Event> events(String... ids) {
    var events = new ArrayList<Event>();
    for (var id : ids) {
      events.add(TestEvent.of("t", id).event());
    }
    return events;
  }

  private Appended append(String... ids) {
    return log.append(events(ids)).toCompletableFuture().join();
  }

  private void tail(Consumer<TailEntry> receiver) {
    Thread.ofVirtual().start(() -> log.tail(receiver));
  }

  private TailEntry next() throws InterruptedException {
    var entry = read.poll(10, TimeUnit.SECONDS);
    if (entry == null) {
      throw new AssertionError("nothing came");
    }
    return entry;
  }

  private List<String> nextIds(int count) throws InterruptedException {
    var ids = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      ids.add(next().event().id().id());
    }
    return ids;
  }

  @Test
  void eventsComeOutInTheirOrder() throws InterruptedException {
    tail(read::add);
    append("1", "2");
    append("3");
    assertThat(nextIds(3)).containsExactly("1", "2", "3");
  }

  @Test
  void eachEntryHasTheCursorBehindIt() throws InterruptedException {
    var begin = log.position();
    var appended = append("1", "2");
    tail(read::add);
    assertThat(next().cursor()).isEqualTo(begin.after(0, 0));
    assertThat(next().cursor()).isEqualTo(begin.after(0, 1)).isEqualTo(appended.cursor());
  }

  @Test
  void thePositionMovesOnWithTheReadingAndNotWithTheWriting() throws InterruptedException {
    var begin = log.position();
    append("1");
    assertThat(log.position()).isEqualTo(begin);
    tail(
        entry -> {
          if (entry.event().id().id().equals("2")) {
            read.add(new TailEntry(entry.entry(), log.position(), true));
          }
        });
    append("2");
    assertThat(next().cursor()).as("while the second is routed").isEqualTo(begin.after(0, 0));
  }

  @Test
  void aDuplicateIsDroppedAndCounted() throws InterruptedException {
    tail(read::add);
    assertThat(append("1", "2", "1"))
        .extracting(Appended::accepted, Appended::duplicates)
        .containsExactly(2, 1);
    assertThat(append("2", "3"))
        .extracting(Appended::accepted, Appended::duplicates)
        .containsExactly(1, 1);
    assertThat(nextIds(3)).containsExactly("1", "2", "3");
    assertThat(log.duplicates()).isEqualTo(2);
    assertThat(log.events()).isEqualTo(3);
  }

  @Test
  void nothingButDuplicatesMovesNothing() {
    var first = append("1");
    assertThat(append("1").cursor()).isEqualTo(first.cursor());
  }

  @Test
  void anEmptyRequestIsAccepted() {
    assertThat(append()).isEqualTo(new Appended(0, 0, log.position()));
  }

  @Test
  void overTheBacklogNoEventOfTheRequestIsAccepted() throws InterruptedException {
    append("1", "2", "3");
    assertThatThrownBy(() -> append("4", "5", "6"))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(LogUnavailableException.class);
    assertThat(append("4", "5").accepted()).as("exactly to the limit, and new").isEqualTo(2);
    assertThatThrownBy(() -> append("6")).hasCauseInstanceOf(LogUnavailableException.class);

    tail(read::add);
    assertThat(nextIds(5)).containsExactly("1", "2", "3", "4", "5");
    assertThat(append("6").accepted()).as("after space is free").isEqualTo(1);
    assertThat(nextIds(1)).containsExactly("6");
  }

  @Test
  void aReceiverThatThrowsDoesNotEndTheReading() throws InterruptedException {
    tail(
        entry -> {
          if (entry.event().id().id().equals("1")) {
            throw new IllegalStateException("a receiver's fault");
          }
          read.add(entry);
        });
    append("1", "2");
    assertThat(nextIds(1)).containsExactly("2");
  }

  @Test
  void manyPublishersAtOnceGetOneOrder() throws InterruptedException {
    var roomy = log(400);
    Thread.ofVirtual().start(() -> roomy.tail(read::add));
    var threads =
        IntStream.range(0, 8)
            .mapToObj(
                thread ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              for (int i = 0; i < 50; i++) {
                                roomy.append(events(thread + ":" + i)).toCompletableFuture().join();
                              }
                            }))
            .toList();
    var seen = new ArrayList<TailEntry>();
    for (int i = 0; i < 400; i++) {
      seen.add(next());
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(seen).extracting(entry -> entry.event().id().id()).doesNotHaveDuplicates();
    for (int i = 0; i < seen.size(); i++) {
      assertThat(seen.get(i).cursor().next(0)).isEqualTo(i + 1);
    }
    for (int thread = 0; thread < 8; thread++) {
      var prefix = thread + ":";
      assertThat(seen)
          .extracting(entry -> entry.event().id().id())
          .filteredOn(id -> id.startsWith(prefix))
          .isEqualTo(IntStream.range(0, 50).mapToObj(i -> prefix + i).toList());
    }
    roomy.close();
  }

  @Test
  void aClosedLogReportsAFaultAndItsReadingEnds() throws InterruptedException {
    assertThat(log.error()).isEmpty();
    var reader = Thread.ofVirtual().start(() -> log.tail(read::add));
    log.close();
    assertThat(log.error()).isPresent();
    assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aClosedLogRejectsEvents() {
    log.close();
    assertThatThrownBy(() -> append("1")).hasCauseInstanceOf(LogUnavailableException.class);
  }
}
