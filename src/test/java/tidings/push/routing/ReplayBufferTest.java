package tidings.push.routing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tidings.event.EventId;
import tidings.event.Pattern;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.LogSettings.Retention;
import tidings.log.Offset;
import tidings.log.TailEntry;
import tidings.push.bus.BusEvent;
import tidings.push.connection.FakeFrameSink;
import tidings.push.connection.FakeTime;
import tidings.push.connection.Fixtures;
import tidings.push.routing.BufferEntry.Hole;
import tidings.push.routing.BufferEntry.RetainedEvent;
import tidings.sse.Format;

class ReplayBufferTest {

  private static final Cursor BEGIN = FakeLog.BEGIN;
  private static final int LARGE = 1000;

  /** Memory for twenty events of {@link #LARGE} characters, and for many small ones. */
  private static final long BYTES = 20 * (500 + 2 * LARGE + 100);

  private Cursor end = BEGIN;

  private void add(ReplayBuffer window, String publisher, String type, int size) {
    var place = new Offset(0, end.next(0));
    var event =
        TestEvent.of(
                type,
                new EventId(PublisherId.user(publisher), "test", String.valueOf(place.position())))
            .json('"' + "x".repeat(size) + '"')
            .event();
    end = end.after(place);
    window.add(new BusEvent(new TailEntry(new LogEntry(event, place, 0), end, true)));
  }

  private static ReplayBuffer window(int events, int percent) {
    return new ReplayBuffer(new Retention(events, BYTES, percent), BEGIN);
  }

  private static List<BufferEntry> all(ReplayBuffer window) {
    return requireNonNull(window.read(window.find(window.begin()), Integer.MAX_VALUE));
  }

  private static long wholesOf(ReplayBuffer window, String publisher) {
    return all(window).stream()
        .filter(held -> held instanceof RetainedEvent whole && isOf(whole, publisher))
        .count();
  }

  private static boolean isOf(RetainedEvent whole, String publisher) {
    return whole.publisher().equals(PublisherId.user(publisher));
  }

  private static Subscription to(String type) {
    var time = new FakeTime();
    var caller = Fixtures.user("alice", time.instant().plusSeconds(3600));
    var connections = Fixtures.connections(time);
    return Subscription.live(
        connections.open(caller, "10.0.0.1", new FakeFrameSink()),
        new Filter(Set.of(Pattern.ofType(type)), Set.of(), null, Format.DATA));
  }

  @Test
  void publisherOfManyEventsDisplacesItsOwn() {
    var window = window(1000, 50);
    for (int i = 0; i < 5; i++) {
      add(window, "victim", "quiet", LARGE);
    }
    for (int i = 0; i < 1500; i++) {
      add(window, "flood", "loud", LARGE);
    }
    assertThat(wholesOf(window, "victim")).isEqualTo(5);
    assertThat(wholesOf(window, "flood")).isBetween(9L, 15L);
    assertThat(window.begin()).as("everything is here, or known to be left out").isEqualTo(BEGIN);
  }

  @Test
  void publisherOfManySmallEventsDisplacesItsOwn() {
    var window = new ReplayBuffer(new Retention(100, 1 << 30, 50), BEGIN);
    add(window, "victim", "quiet", 10);
    for (int i = 0; i < 300; i++) {
      add(window, "flood", "loud", 1);
    }
    assertThat(wholesOf(window, "victim")).isEqualTo(1);
    assertThat(window.size()).isEqualTo(100);
  }

  /** A number costs memory too. */
  @Test
  void afterManyTimesAsManyNumbersAsEventsTheOldestGoesWhoseverItIs() {
    var window = new ReplayBuffer(new Retention(100, 1 << 30, 50), BEGIN);
    add(window, "victim", "quiet", 10);
    for (int i = 0; i < 32 * 100 - 1; i++) {
      add(window, "flood", "loud", 1);
    }
    assertThat(wholesOf(window, "victim")).isEqualTo(1);
    add(window, "flood", "loud", 1);
    assertThat(wholesOf(window, "victim")).isZero();
    assertThat(window.begin()).isEqualTo(BEGIN.after(0, 0));
  }

  @Test
  void onlyPublisherHasTheWholeBuffer() {
    var window = window(1000, 50);
    for (int i = 0; i < 100; i++) {
      add(window, "only", "loud", LARGE);
    }
    assertThat(window.size()).isBetween(19, 21);
    assertThat(all(window)).hasOnlyElementsOfType(RetainedEvent.class);
  }

  @Test
  void withoutASharetheOldestGoes() {
    var window = window(1000, 100);
    add(window, "victim", "quiet", LARGE);
    for (int i = 0; i < 100; i++) {
      add(window, "flood", "loud", LARGE);
    }
    assertThat(all(window)).hasOnlyElementsOfType(RetainedEvent.class);
    assertThat(wholesOf(window, "victim")).isZero();
  }

  @Test
  void consecutiveEventsAreOneHoleThatMatchesAllOnlyIfOfSeveralTypes() {
    var window = window(1000, 50);
    add(window, "victim", "quiet", LARGE);
    for (int i = 0; i < 100; i++) {
      add(window, "flood", "loud", LARGE);
    }
    var holes = all(window).stream().filter(Hole.class::isInstance).distinct().toList();
    assertThat(holes).hasSize(1);
    var hole = (Hole) holes.getFirst();
    assertThat(hole.first().data()).isNull();
    assertThat(hole.concerns(to("loud"))).isTrue();
    assertThat(hole.concerns(to("quiet"))).isFalse();

    add(window, "flood", "quiet", LARGE);
    for (int i = 0; i < 100; i++) {
      add(window, "flood", "loud", LARGE);
    }
    assertThat(hole.concerns(to("other"))).isTrue();
  }

  @Property(tries = 300)
  void itsBoundsHoldAndEveryPlaceIsFound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int events) {
    var random = new Random(seed);
    var retention = new Retention(events, BYTES / 2, 1 + random.nextInt(100));
    var window = new ReplayBuffer(retention, BEGIN);
    end = BEGIN;
    for (int i = 0; i < 400; i++) {
      var publisher = "p" + random.nextInt(4);
      add(window, publisher, random.nextInt(9) == 0 ? "rare" : "type", random.nextInt(LARGE));
      var held = all(window);
      assertThat(window.size()).isLessThanOrEqualTo(events).isPositive();
      assertThat(held.size()).isLessThanOrEqualTo(32 * events);
      assertThat(held.getLast()).isInstanceOf(RetainedEvent.class);
      long texts =
          held.stream()
              .mapToLong(
                  one ->
                      one instanceof RetainedEvent whole
                          ? whole.published().event().length() + 500L
                          : 0)
              .sum();
      assertThat(texts).isLessThanOrEqualTo(Math.max(BYTES / 2, 500 + LARGE + 100));
      var at = held.get(random.nextInt(held.size()));
      assertThat(window.find(at.cursor())).isGreaterThan(window.find(window.begin()) - 1);
      if (at instanceof RetainedEvent whole) {
        assertThat(window.find(at.cursor())).isEqualTo(whole.number() + 1);
      }
    }
    window.restart(end);
    assertThat(window.size()).isZero();
    add(window, "p0", "type", 10);
    assertThat(window.size()).isEqualTo(1);
  }
}
