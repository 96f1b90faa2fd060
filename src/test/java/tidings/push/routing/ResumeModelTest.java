package tidings.push.routing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import tidings.event.Audience;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Pattern;
import tidings.event.Priority;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.Offset;
import tidings.push.bus.BusEvent;
import tidings.push.connection.Connection;
import tidings.push.connection.ConnectionMetrics;
import tidings.push.connection.ConnectionSettings;
import tidings.push.connection.Connections;
import tidings.push.connection.FakeFrameSink;
import tidings.push.connection.FakeTime;
import tidings.push.connection.Fixtures;
import tidings.push.connection.WritePacer;
import tidings.sse.EventStreamParser;
import tidings.sse.EventStreamParser.Message;
import tidings.sse.Format;
import tidings.sse.Frame;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

/**
 * The promise, against a model: whatever is published, and wherever and on whichever node a client
 * is cut off and reconnects, it receives each event once, in order, or a gap that covers it.
 */
class ResumeModelTest {

  private static final int PARTITIONS = 2;
  private static final int NODES = 2;
  private static final Duration PACE = Duration.ofMillis(16);
  private static final Filter TICKS =
      new Filter(Set.of(Pattern.ofType("tick")), Set.of(), null, Format.DATA);
  private static final Filter ALL =
      new Filter(Set.of(Filter.ALL_TYPES), Set.of(), null, Format.DATA);

  private static final Audience OTHERS = new Audience(Set.of("bob"), null, Set.of(), null);

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void eachEventOnceOrInAGap(@ForAll long seed) {
    new Run(new Random(seed), false, true).go();
  }

  /** The same if the events in a node's memory are the only ones. */
  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void eachEventOnceOrInAGapWithoutBackfill(@ForAll long seed) {
    new Run(new Random(seed), false, false).go();
  }

  /** The same if the log loses its begin, changes its epoch, and is reached late. */
  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void eachEventOnceOrInAGapAcrossEpochs(@ForAll long seed) {
    new Run(new Random(seed), true, true).go();
  }

  /** The offset of an event, and the epoch of its log. */
  private record Spot(long epoch, Offset place) {}

  /** One history. */
  private static final class Run {
    private final Random random;
    private final FakeTime time = new FakeTime();
    private final SharedLog log;
    private final List<Node> nodes = new ArrayList<>();
    private final Client client = new Client();
    private final Map<String, Event> published = new HashMap<>();
    private final Map<String, Spot> spots = new HashMap<>();
    private final boolean classes;
    private final boolean rough;
    private final WritePacer pacer;

    Run(Random random, boolean rough, boolean readsBack) {
      this.random = random;
      log = new SharedLog(PARTITIONS, readsBack);
      this.rough = rough;
      classes = random.nextBoolean();
      pacer = random.nextBoolean() ? time.pacer(PACE) : Fixtures.UNPACED;
      int window = random.nextInt(1, 40);
      for (int i = 0; i < NODES; i++) {
        nodes.add(new Node(window));
      }
    }

    void go() {
      client.open(anyNode());
      int steps = random.nextInt(20, 200);
      for (int i = 0; i < steps; i++) {
        step();
      }
      client.finish();
      verify();
    }

    private Node anyNode() {
      return nodes.get(random.nextInt(NODES));
    }

    private void step() {
      switch (random.nextInt(rough ? 16 : 14)) {
        case 0, 1, 2, 3 -> publish();
        case 4, 5, 6, 7 -> anyNode().read(random.nextInt(PARTITIONS));
        case 8 -> client.stall();
        case 9 -> client.resumeReading();
        case 10 -> {
          if (random.nextInt(3) == 0) {
            client.cut(random);
            client.open(anyNode());
          }
        }
        case 11 -> time.pass(Duration.ofMillis(random.nextInt(500)));
        case 12 -> {
          if (random.nextInt(6) == 0) {
            client.asksForMore();
          }
        }
        case 13 -> time.pass(Duration.ofMillis(random.nextInt(2 * (int) PACE.toMillis())));
        case 14 -> anyNode().reach();
        default -> shake();
      }
    }

    private void shake() {
      switch (random.nextInt(8)) {
        case 0 -> log.createAnew();
        case 1, 2, 3 -> {
          int partition = random.nextInt(PARTITIONS);
          long end = log.end().next(partition);
          log.expire(partition, end - Math.min(end, random.nextInt(5)));
        }
        default -> {
          var node = client.node;
          if (node != null && client.connection != null) {
            node.router.sendHeartbeat(client.connection, HeartbeatForm.ID);
          }
        }
      }
    }

    private void publish() {
      int number = published.size();
      boolean special = classes && random.nextInt(2) == 0;
      var priorities = Priority.values();
      var priority = special ? priorities[random.nextInt(priorities.length)] : Priority.NORMAL;
      var conflate = special && random.nextInt(4) == 0 ? "k" + random.nextInt(2) : null;
      Instant expires = special && random.nextInt(4) == 0 ? time.instant().plusMillis(400) : null;
      var event =
          TestEvent.of(
                  random.nextInt(4) == 0 ? "tock" : "tick",
                  new EventId(anyPublisher(), "model", "e" + number))
              .json("\"e" + number + "\"")
              .audience(random.nextInt(4) == 0 ? OTHERS : Audience.EVERYONE)
              .priority(priority)
              .conflate(conflate)
              .expires(expires)
              .event();
      published.put("e" + number, event);
      var place = log.append(random.nextInt(PARTITIONS), event);
      spots.put("e" + number, new Spot(log.epoch(), place));
    }

    /** One of them publishes more than the two others, and soon exceeds its share. */
    private PublisherId anyPublisher() {
      return PublisherId.user("publisher-" + Math.max(0, random.nextInt(6) - 3));
    }

    private void verify() {
      var got = client.got;
      assertThat(got).as("nothing twice").doesNotHaveDuplicates();
      var seen = new HashSet<>(got);
      for (var event : published.entrySet()) {
        var spot = requireNonNull(spots.get(event.getKey()));
        if (!client.isPromised(event.getValue(), spot)) {
          continue;
        }
        boolean outOfTime = event.getValue().isExpired(time.instant());
        assertThat(seen.contains(event.getKey()) || outOfTime || client.wasTold(spot))
            .as("%s at %s is missing without a gap; got %s, gaps %s", event, spot, got, client.gaps)
            .isTrue();
      }
      var last = new HashMap<String, Long>();
      for (var name : got) {
        var event = requireNonNull(published.get(name));
        var spot = requireNonNull(spots.get(name));
        if (event.conflate() == null) {
          var lane = spot.epoch() + " " + spot.place().partition() + " " + event.priority();
          var before = last.put(lane, spot.place().position());
          assertThat(before == null || before < spot.place().position())
              .as("order of %s", got)
              .isTrue();
        }
      }
    }

    /** A node: a router of its own, with its own order of the log. */
    private final class Node {
      private final SharedLog.Reader reader = log.new Reader();
      private final Router router;
      private final Connections connections =
          new Connections(
              new ConnectionSettings(
                  Duration.ofSeconds(15), 6, 1 << 20, Duration.ZERO, 100, Duration.ofSeconds(3)),
              time.timer(),
              time,
              new ConnectionMetrics(),
              pacer,
              _ -> 0);

      Node(int window) {
        router = new Router(reader, FakeLog.settings(window), time);
        if (!rough) {
          reader.reach();
        }
      }

      /** Detects that the log is available, or has a new epoch. */
      void reach() {
        if (!reader.isUpToDate()) {
          reader.reach(random.nextInt(1, 10));
        }
      }

      boolean read(int partition) {
        var next = reader.read(partition);
        next.ifPresent(
            logged -> {
              var published = new BusEvent(logged);
              if (logged.fresh()) {
                router.route(published);
              } else {
                router.retain(published);
              }
              reader.passed(logged);
            });
        return next.isPresent();
      }

      void readAll() {
        reach();
        for (boolean found = true; found; ) {
          found = false;
          for (int i = 0; i < PARTITIONS; i++) {
            found |= read(i);
          }
        }
        assertThat(reader.position()).isEqualTo(log.end());
      }
    }

    /** A browser that reconnects with its last event id. */
    private final class Client {
      private final List<String> got = new ArrayList<>();
      private final List<JsonNode> gaps = new ArrayList<>();
      private String lastId = "";
      private @Nullable Cursor begin;
      private @Nullable Cursor askedForMore;
      private Filter filter = TICKS;
      private @Nullable Node node;
      private @Nullable Connection connection;
      private FakeFrameSink sink = new FakeFrameSink();
      private boolean stalled;

      void open(Node at) {
        node = at;
        sink = new FakeFrameSink();
        stalled = false;
        var caller = Fixtures.user("alice", time.instant().plusSeconds(36_000));
        var stream = at.connections.open(caller, "10.0.0.1", sink);
        connection = stream;
        at.router.subscribe(
            stream,
            filter,
            lastId,
            (place, _, _) -> Frame.opening(SseEncoder.open(3000, idOf(place), "{}")));
      }

      private static @Nullable String idOf(@Nullable Cursor place) {
        return place == null ? null : place.toString();
      }

      void stall() {
        if (!stalled) {
          stalled = true;
          sink.stopReading();
        }
      }

      void resumeReading() {
        stalled = false;
        sink.resumeReading();
      }

      /** Loses the connection at any of the written frames. */
      void cut(Random random) {
        var frames = sink.frames();
        take(frames.subList(0, random.nextInt(frames.size() + 1)));
        leave();
      }

      private void leave() {
        if (connection != null) {
          connection.disconnect();
        }
        sink.resumeReading();
      }

      private void take(List<Frame> frames) {
        var parser = new EventStreamParser(this::receive);
        frames.forEach(frame -> parser.feed(frame.bytes()));
        if (!parser.lastEventId().isEmpty()) {
          lastId = parser.lastEventId();
          begin = begin == null ? firstId(frames) : begin;
        }
      }

      /** Its first cursor: it has no claim to earlier events. */
      private static Cursor firstId(List<Frame> frames) {
        var parser = new EventStreamParser(_ -> {});
        parser.feed(frames.getFirst().bytes());
        return Cursor.parse(parser.lastEventId()).orElseThrow();
      }

      /** Subscribes to tocks, too, on the open stream. */
      void asksForMore() {
        var at = node;
        var stream = connection;
        if (at == null || stream == null || askedForMore != null) {
          return;
        }
        // It may be ahead of the node: the events between the two are then behind it.
        var place = at.reader.position().later(at.reader.origin().fresh());
        place = latest(place, Cursor.parse(lastId).orElse(place));
        if (at.router.change(stream, _ -> ALL).isPresent()) {
          filter = ALL;
          askedForMore = place;
        }
      }

      boolean isPromised(Event event, Spot spot) {
        var since = event.type().equals("tick") ? begin : askedForMore;
        return !event.audience().equals(OTHERS)
            && since != null
            && begin != null
            && isBehind(begin, spot)
            && isBehind(since, spot);
      }

      private static Cursor latest(Cursor place, Cursor known) {
        return place.isOfSameLog(known)
            ? place.later(known)
            : place.epoch() > known.epoch() ? place : known;
      }

      /** Whether an event has a cursor's epoch and is behind it, or has a later epoch. */
      private static boolean isBehind(Cursor place, Spot spot) {
        return spot.epoch() == place.epoch()
            ? !place.has(spot.place())
            : spot.epoch() > place.epoch();
      }

      private void receive(Message message) {
        switch (message.type()) {
          case "tick", "tock" -> got.add(message.data().replace("\"", ""));
          case "tidings.gap" -> gaps.add(json(message.data()));
          default -> assertThat(message.type()).isIn("tidings.open", "tidings.close");
        }
      }

      boolean wasTold(Spot spot) {
        for (var gap : gaps) {
          var from = Cursor.parse(gap.path("from").asText()).orElseThrow();
          var to = Cursor.parse(gap.path("to").asText()).orElseThrow();
          if (isBehind(from, spot) && !isBehind(to, spot)) {
            return true;
          }
        }
        return false;
      }

      /** Reads all remaining events, with a reconnect after every close. */
      void finish() {
        for (var each : nodes) {
          each.readAll();
        }
        sink.resumeReading();
        for (int attempt = 0; attempt < 1000; attempt++) {
          if (isThroughOrClosed()) {
            var closed = connection == null || connection.isClosed();
            take(sink.frames());
            leave();
            if (!closed) {
              return;
            }
            open(anyNode());
          }
        }
        throw new AssertionError("it never gets through: " + lastId + " of " + log.end());
      }

      private boolean isThroughOrClosed() {
        var at = node;
        var stream = connection;
        if (at == null || stream == null) {
          return true;
        }
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(
                () -> {
                  if (stream.queued() > 0) {
                    time.pass(PACE); // the end of a pause
                  }
                  at.router.sendHeartbeat(stream, HeartbeatForm.ID);
                  return (stream.isClosed() && sink.isEnded()) || isAtEnd();
                });
        return true;
      }

      private boolean isAtEnd() {
        var parser = new EventStreamParser(_ -> {});
        sink.frames().forEach(frame -> parser.feed(frame.bytes()));
        return Cursor.parse(parser.lastEventId()).filter(log.end()::isAtOrBefore).isPresent();
      }
    }

    private static JsonNode json(String text) {
      try {
        return new ObjectMapper().readTree(text);
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new AssertionError(text, e);
      }
    }
  }
}
