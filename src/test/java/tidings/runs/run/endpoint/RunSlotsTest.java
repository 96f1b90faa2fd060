package tidings.runs.run.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.AsyncResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.platform.http.ClientConnections;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.limits.LimitSettings;
import tidings.platform.limits.OverLimitException;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.platform.security.Revocations;
import tidings.platform.socket.DepartureSettings;
import tidings.push.connection.FakeTime;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunState;
import tidings.runs.run.TestRuns;

/** The slot of a stream of a run is released after every kind of failure. */
class RunSlotsTest {

  private static final int PER_USER = 2;

  private final FakeTime time = new FakeTime();
  private final ConnectionLimits limits =
      new ConnectionLimits(new LimitSettings(100, PER_USER, 100, 100));
  private final RunWatchers watchers =
      new RunWatchers(
          limits,
          TestRuns.settings(10, 10),
          new DepartureSettings(Duration.ofMillis(10), Duration.ofSeconds(20)),
          new Revocations(time, 10),
          time);
  private final List<Object> resumed = new ArrayList<>();

  /** A journal that is no longer readable, as when Redis is unreachable. */
  private record UnreadableJournal(Throwable why) implements RunJournal {
    @Override
    public RunInfo info() {
      return TestRuns.INFO;
    }

    @Override
    public RunState state() {
      return RunState.RUNNING;
    }

    @Override
    public List<NumberedFrame> read(long after, int max, Duration wait) {
      throw unchecked(why);
    }

    @Override
    public void awaitUrgent(long after, Duration wait) {
      throw unchecked(why);
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  /** Implements the methods that these tests call by a map from the method's name. */
  private static <T> T fake(Class<T> type, Map<String, ?> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              var answer = answers.get(method.getName());
              if (answer instanceof Throwable failure) {
                throw failure;
              }
              return answer;
            }));
  }

  private static final class BrokenOutput extends ServletOutputStream {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException("the browser has disconnected");
    }
  }

  private RunRequest request(AsyncContext context, @Nullable Duration timeout) {
    var caller = new Caller("alice", Set.of(), Grants.NONE, null, time.instant().plusSeconds(60));
    var answer =
        type(
            AsyncResponse.class,
            (name, argument) -> {
              if (name.equals("resume")) {
                resumed.add(argument);
              }
            });
    return new RunRequest(
        fake(HttpServletRequest.class, Map.of("getAsyncContext", context)),
        fake(HttpServletResponse.class, Map.of()),
        answer,
        caller,
        new RunRequest.Client("10.0.0.1", new ClientConnections.Ports(0, true, true)),
        null,
        timeout);
  }

  private interface Call {
    void made(String name, Object argument);
  }

  private static <T> T type(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              call.made(method.getName(), arguments == null ? "" : arguments[0]);
              return method.getReturnType() == boolean.class ? true : null;
            }));
  }

  private static AsyncContext context(Map<String, ?> response) {
    return fake(
        AsyncContext.class,
        Map.of(
            "getResponse",
            fake(HttpServletResponse.class, response),
            "getRequest",
            fake(HttpServletRequest.class, Map.of("getLocalPort", 1, "getRemotePort", 2))));
  }

  private void assertNothingIsHeld() {
    // The test itself ends the thread here.
    await()
        .dontCatchUncaughtExceptions()
        .atMost(Duration.ofSeconds(10))
        .until(() -> limits.total() == 0);
    assertThat(limits.runs("alice")).isZero();
    assertThat(watchers.watching()).isZero();
  }

  @Test
  void anUnusablePlaceIsReleasedAfterAnyException() {
    var request = request(context(Map.of()), null);
    for (var failure : List.of(new IllegalStateException("no"), new OutOfMemoryError("no"))) {
      assertThatThrownBy(
              () ->
                  watchers.admit(
                      request,
                      _ -> {
                        throw unchecked(failure);
                      }))
          .isSameAs(failure);
    }
    assertNothingIsHeld();
  }

  @Test
  void aUserHasSoManyPlacesAndNotOneMore() {
    var request = request(context(Map.of()), null);
    for (int i = 0; i < PER_USER; i++) {
      watchers.admit(request, _ -> {});
    }
    assertThatThrownBy(() -> watchers.admit(request, _ -> {}))
        .isInstanceOf(OverLimitException.class);
  }

  @Test
  void aResponseThatCannotBeStartedHoldsNoPlace() {
    var broken = Map.of("getOutputStream", new IOException("the browser has disconnected"));
    var request = request(context(broken), null);
    var run = TestRuns.journal(1 << 20);
    assertThatThrownBy(
            () -> watchers.admit(request, place -> watchers.follow(request, run, 0, place)))
        .isInstanceOf(IllegalStateException.class);
    assertNothingIsHeld();
  }

  @Test
  void aWatcherWhoseBrowserIsGoneOrWhoseJournalCannotBeReadHoldsNoPlace() {
    var context = context(Map.of("getOutputStream", new BrokenOutput()));
    var request = request(context, null);
    var ended = TestRuns.journal(1 << 20);
    ended.end(RunState.COMPLETED, List.of());
    watchers.admit(request, place -> watchers.follow(request, ended, 0, place));
    assertNothingIsHeld();
    var unreadable = new UnreadableJournal(new IllegalStateException("Redis is out of reach"));
    watchers.admit(request, place -> watchers.follow(request, unreadable, 0, place));
    assertNothingIsHeld();
  }

  @Test
  void anExchangeWhoseJournalCannotBeReadHoldsNoPlaceAndIsAnswered() {
    var request = request(context(Map.of()), null);
    for (var failure : List.of(new IllegalStateException("away"), new AssertionError("away"))) {
      var clientWatch = new ClientWatch(() -> false, Duration.ofMillis(10), () -> {});
      var whole =
          new WholeAnswer(
              new UnreadableJournal(failure),
              _ -> {
                throw new AssertionError("there is nothing to answer with");
              },
              clientWatch);
      watchers.admit(
          request, place -> watchers.followExchange(request, whole, StreamEnd.OF_RUNS, place));
      assertNothingIsHeld();
    }
    assertThat(resumed).first().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPollOrAWholeAnswerThatFailsHoldsNoPlace() {
    var request = request(context(Map.of()), Duration.ofSeconds(1));
    var unreadable = new UnreadableJournal(new IllegalStateException("away"));
    watchers.admit(request, place -> watchers.follow(request, unreadable, 0, place));
    assertNothingIsHeld();
    watchers.admit(
        request,
        place ->
            RunWatchers.late(request, place)
                .start(
                    "fails",
                    () -> {
                      throw new AssertionError(Instant.EPOCH);
                    }));
    assertNothingIsHeld();
  }
}
