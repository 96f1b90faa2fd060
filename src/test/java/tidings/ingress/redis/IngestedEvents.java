package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import tidings.event.Event;
import tidings.ingress.Ingestor;
import tidings.log.DeadLetter;
import tidings.log.EventLog;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.memory.MemoryLog;

/** The events that sources put into a log in memory. */
final class IngestedEvents implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final LogSettings SETTINGS =
      new LogSettings(
          new LogSettings.Dedupe(Duration.ofMinutes(10), 10_000),
          new LogSettings.Retention(10_000, 1 << 20, 50),
          new LogSettings.Replay(10_000, 1 << 20),
          10_000,
          1 << 16,
          100,
          new LogSettings.Kafka(
              List.of("events"), "dead", "dead", 1, Duration.ofSeconds(1), Map.of()));

  private final MemoryLog log = new MemoryLog(SETTINGS);
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Ingestor intake = new Ingestor(mortal(log), log.deadLetters(), SETTINGS);
  private volatile boolean unreachable;

  IngestedEvents() {
    Thread.ofVirtual().name("taking").start(() -> log.tail(logged -> events.add(logged.event())));
  }

  /** The log, which accepts nothing while it is {@link #setUnreachable}. */
  private EventLog mortal(EventLog log) {
    return (EventLog)
        Proxy.newProxyInstance(
            IngestedEvents.class.getClassLoader(),
            new Class<?>[] {EventLog.class},
            (_, method, arguments) ->
                switch (unreachable ? method.getName() : "") {
                  case "append" ->
                      CompletableFuture.failedStage(new LogUnavailableException("away", null));
                  case "error" -> Optional.of("away");
                  default -> method.invoke(log, arguments);
                });
  }

  /** Sets whether the log accepts nothing from now on. */
  void setUnreachable(boolean unreachable) {
    this.unreachable = unreachable;
  }

  Ingestor intake() {
    return intake;
  }

  List<String> types() {
    return events.stream().map(Event::type).toList();
  }

  /** Waits until exactly these types have arrived, in this order. */
  void awaitTypes(String... types) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(types()).containsExactly(types));
  }

  List<Event> events() {
    return events;
  }

  List<DeadLetter> letters() {
    return log.deadLetters().newest(100, null).letters();
  }

  @Override
  public void close() {
    log.close();
  }
}
