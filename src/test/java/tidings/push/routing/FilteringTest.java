package tidings.push.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.jspecify.annotations.Nullable;
import tidings.event.Audience;
import tidings.event.Event;
import tidings.event.Pattern;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.Offset;
import tidings.log.TailEntry;
import tidings.platform.security.Caller;
import tidings.platform.security.Grant;
import tidings.platform.security.Grants;
import tidings.platform.security.RefusedException;
import tidings.push.bus.BusEvent;
import tidings.push.connection.Connection;
import tidings.push.connection.Connections;
import tidings.push.connection.FakeFrameSink;
import tidings.push.connection.FakeTime;
import tidings.push.connection.Fixtures;
import tidings.push.routing.Step.Change;
import tidings.push.routing.Step.Leave;
import tidings.push.routing.Step.Publish;
import tidings.push.routing.Step.Renew;
import tidings.push.routing.Step.Subscribe;
import tidings.push.routing.Step.Token;
import tidings.sse.CloseReason;
import tidings.sse.EventStreamParser.Message;
import tidings.sse.Format;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

/**
 * The central property of Tidings: a stream receives exactly the events that are for it. Everything
 * between the bus and the socket is real; {@link Oracle} computes the expected events.
 */
class FilteringTest {

  private static final Names TYPES = new Names('.');
  private static final Names TOPICS = new Names('/');
  private static final int MOST_STREAMS = 6;
  private static final java.util.regex.Pattern NUMBER =
      java.util.regex.Pattern.compile("\"data\":(\\d+)}$");

  @StatisticsReport(onFailureOnly = true)
  @Property(edgeCases = EdgeCasesMode.NONE, afterFailure = AfterFailureMode.SAMPLE_FIRST)
  void everyStreamGetsExactlyTheEventsThatAreForItInOrder(@ForAll("lives") List<Step> steps) {
    var node = new Node();
    steps.forEach(node::take);
    node.check();
  }

  /** A property over draws without matches would hold and prove nothing. */
  private static void countDraw(List<Publish> delivered) {
    count("everyone", delivered, FilteringTest::isForEveryone);
    count("user", delivered, event -> !event.users().isEmpty());
    count("session", delivered, event -> event.session().isPresent());
    count(
        "owned session",
        delivered,
        event -> event.session().isPresent() && event.users().isEmpty());
    count("group", delivered, event -> !event.groups().isEmpty());
    count("topic", delivered, event -> event.topic().isPresent());
  }

  private static void count(String kind, List<Publish> delivered, Predicate<Publish> is) {
    Statistics.label("delivered for " + kind)
        .collect(delivered.stream().anyMatch(is))
        .coverage(draws -> draws.check(true).count(count -> count > 100));
  }

  private static boolean isForEveryone(Publish event) {
    return event.users().isEmpty()
        && event.session().isEmpty()
        && event.groups().isEmpty()
        && event.topic().isEmpty();
  }

  /** The node under test beside the oracle. */
  private static final class Node {
    private final FakeTime time = new FakeTime();
    private final Connections connections = Fixtures.connections(time);
    private final Router router = new Router(new FakeLog(), FakeLog.SETTINGS, time);
    private final Oracle oracle = new Oracle();
    private final List<Connection> opened = new ArrayList<>();
    private final List<FakeFrameSink> outlets = new ArrayList<>();
    private final List<Format> formats = new ArrayList<>();
    private Cursor end = FakeLog.BEGIN;
    private final List<Publish> published = new ArrayList<>();

    void take(Step step) {
      switch (step) {
        case Subscribe asked -> subscribe(asked);
        case Change asked when isOpen(asked.connection()) -> change(asked);
        case Renew fresh when isOpen(fresh.connection()) -> renew(fresh);
        case Leave leave when isOpen(leave.connection()) -> leave(leave);
        case Publish event -> publish(event);
        case Change _, Renew _, Leave _ -> {
          // There is no such stream, or no longer.
        }
      }
    }

    private boolean isOpen(int connection) {
      return connection < opened.size() && oracle.isOpen(connection);
    }

    private void subscribe(Subscribe asked) {
      var caller = caller(asked.user(), asked.token());
      var filter =
          new Filter(
              patterns(asked.types(), Pattern::ofType),
              patterns(asked.topics(), Pattern::ofTopic),
              asked.session().orElse(null),
              asked.format());
      boolean granted = isTaken(() -> filter.requireGranted(caller));
      assertThat(granted).isEqualTo(Oracle.isGranted(asked.token(), asked.topics()));
      if (!granted || opened.size() == MOST_STREAMS) {
        return;
      }
      var sink = new FakeFrameSink();
      var connection = connections.open(caller, "10.0.0.1", sink);
      router.subscribe(connection, filter, null, (place, _, _) -> opening(place));
      opened.add(connection);
      outlets.add(sink);
      formats.add(asked.format());
      oracle.subscribe(asked);
    }

    private static Frame opening(@Nullable Cursor place) {
      return Frame.opening(SseEncoder.open(3000, String.valueOf(place), "{}"));
    }

    /** Changes a filter like {@code PATCH /api/connections/{id}}. */
    private void change(Change asked) {
      var connection = opened.get(asked.connection());
      var add = half(asked.addTypes(), asked.addTopics());
      var remove = half(asked.removeTypes(), asked.removeTopics());
      boolean taken =
          isTaken(
              () ->
                  assertThat(
                          router.change(
                              connection,
                              filter -> {
                                var next = filter.apply(add, remove);
                                next.requireGranted(connection.caller());
                                return next;
                              }))
                      .isPresent());
      assertThat(taken).isEqualTo(oracle.change(asked));
    }

    private static Filter.Change half(Set<String> types, Set<String> topics) {
      return new Filter.Change(
          List.copyOf(patterns(types, Pattern::ofType)),
          List.copyOf(patterns(topics, Pattern::ofTopic)));
    }

    /** Renews a token like {@code PUT /api/connections/{id}/token}. */
    private void renew(Renew fresh) {
      var connection = opened.get(fresh.connection());
      var caller = caller(connection.caller().user(), fresh.token());
      connections.renew(connection, caller);
      assertThat(router.change(connection, filter -> filter.within(caller))).isPresent();
      oracle.renew(fresh);
    }

    private void leave(Leave leave) {
      opened.get(leave.connection()).close(CloseReason.REVOKED);
      oracle.leave(leave.connection());
    }

    private void publish(Publish event) {
      int number = published.size();
      published.add(event);
      end = end.after(0, number);
      router.route(
          new BusEvent(
              new TailEntry(
                  new LogEntry(event(number, event), new Offset(0, end.next(0) - 1), 0),
                  end,
                  true)));
      oracle.publish(number, event);
    }

    void check() {
      var delivered = new ArrayList<Publish>();
      opened.forEach(connection -> connection.close(CloseReason.LIFETIME));
      for (int i = 0; i < opened.size(); i++) {
        var messages = outlets.get(i).awaitEnd().messages();
        assertThat(messages.getFirst().type()).isEqualTo("tidings.open");
        assertThat(messages.getLast().type()).isEqualTo("tidings.close");
        var format = formats.get(i);
        var got =
            messages.subList(1, messages.size() - 1).stream()
                .map(message -> number(message, format))
                .toList();
        assertThat(got).as("stream %d", i).isEqualTo(oracle.due(i));
        got.forEach(number -> delivered.add(published.get(number)));
      }
      countDraw(delivered);
    }
  }

  private static boolean isTaken(Runnable asked) {
    try {
      asked.run();
      return true;
    } catch (RefusedException e) {
      assertThat(e.reason()).isEqualTo(RefusedException.Reason.FORBIDDEN);
      return false;
    }
  }

  private static int number(Message message, Format format) {
    if (format == Format.DATA) {
      return Integer.parseInt(message.data());
    }
    var found = NUMBER.matcher(message.data());
    assertThat(found.find()).as(message.data()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  private static Caller caller(String user, Token token) {
    var grants =
        new Grants(
            patterns(token.grants(), Pattern::ofTopic).stream().map(Grant::of).toList(),
            List.of(),
            token.sessions());
    return new Caller(user, token.groups(), grants, null, Instant.parse("2027-01-01T00:00:00Z"));
  }

  private static Set<Pattern> patterns(Set<String> texts, Function<String, Pattern> parse) {
    return texts.stream().map(parse).collect(Collectors.toSet());
  }

  private static Event event(int number, Publish event) {
    @Nullable String none = null;
    return TestEvent.of(event.type(), "e" + number)
        .json(String.valueOf(number))
        .audience(
            new Audience(
                event.users(),
                event.session().orElse(none),
                event.groups(),
                event.topic().orElse(none)))
        .event();
  }

  @Provide
  Arbitrary<List<Step>> lives() {
    var begin = subscribe().list().ofMinSize(1).ofMaxSize(4);
    var rest =
        Arbitraries.frequencyOf(
                Tuple.of(6, publish()),
                Tuple.of(1, subscribe()),
                Tuple.of(1, change()),
                Tuple.of(1, renew()),
                Tuple.of(1, leave()))
            .list()
            .ofMinSize(1)
            .ofMaxSize(16);
    return Combinators.combine(begin, rest)
        .as(
            (first, then) -> {
              var all = new ArrayList<Step>(first);
              all.addAll(then);
              return all;
            });
  }

  private Arbitrary<Step> subscribe() {
    return Combinators.combine(
            user(), token(), askedTypes(), some(topicPatterns(), 2), session(), format())
        .as(
            (user, token, types, topics, session, format) ->
                subscribe(user, token, types, topics, session, format));
  }

  /**
   * Most subscriptions ask only for granted topics; some short topics are included that are
   * refused.
   */
  private static Step subscribe(
      String user,
      Token token,
      Set<String> types,
      Set<String> topics,
      Optional<String> session,
      Format format) {
    var within = new HashSet<>(topics);
    within.removeIf(topic -> topic.length() > 1 && !Oracle.isGranted(token, Set.of(topic)));
    return new Subscribe(user, token, types, within, session, format);
  }

  private Arbitrary<Step> change() {
    return Combinators.combine(
            connection(),
            some(typePatterns(), 2),
            some(topicPatterns(), 1),
            some(typePatterns(), 2),
            some(topicPatterns(), 2))
        .as(Change::new);
  }

  private Arbitrary<Step> renew() {
    return Combinators.combine(connection(), token()).as(Renew::new);
  }

  private Arbitrary<Step> leave() {
    return connection().map(Leave::new);
  }

  private Arbitrary<Step> publish() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(Set.<String>of())), Tuple.of(2, some(user(), 2))),
            session(),
            Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(Set.<String>of())), Tuple.of(1, some(group(), 2))),
            Arbitraries.of(TOPICS.names()).optional(0.4),
            Arbitraries.of(TYPES.names()))
        .as(Publish::new);
  }

  private static Arbitrary<Token> token() {
    return Combinators.combine(some(group(), 2), some(topicPatterns(), 3), some(sessionName(), 2))
        .as(Token::new);
  }

  private static Arbitrary<Integer> connection() {
    return Arbitraries.integers().between(0, MOST_STREAMS - 1);
  }

  private static Arbitrary<String> user() {
    return Arbitraries.of("alice", "bob", "carol");
  }

  private static Arbitrary<String> group() {
    return Arbitraries.of("ops", "sales", "legal");
  }

  private static Arbitrary<String> sessionName() {
    return Arbitraries.of("s1", "s2");
  }

  private static Arbitrary<Optional<String>> session() {
    return sessionName().optional(0.4);
  }

  /** Absent types are all types. */
  private static Arbitrary<Set<String>> askedTypes() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.just(Set.of(Filter.ALL_TYPES.toString()))),
        Tuple.of(2, some(typePatterns(), 3)));
  }

  private static Arbitrary<String> typePatterns() {
    return Arbitraries.of(TYPES.patterns());
  }

  private static Arbitrary<String> topicPatterns() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.of("**", "a/**", "a/*", "*", "b", "*/b")),
        Tuple.of(1, Arbitraries.of(TOPICS.patterns())));
  }

  private static Arbitrary<Format> format() {
    return Arbitraries.of(Format.class);
  }

  private static Arbitrary<Set<String>> some(Arbitrary<String> of, int most) {
    return of.set().ofMaxSize(most);
  }
}
