package tidings.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.event.Event;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.DeadLetter;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.LogUnavailableException;
import tidings.log.RejectedInput;
import tidings.log.TooLargeForLogException;

class IngestorTest {

  private final List<Event> appended = new ArrayList<>();
  private final List<RejectedInput> stored = new ArrayList<>();
  private @Nullable RuntimeException logFails;
  private @Nullable RuntimeException lettersFail;

  private final EventLog log =
      (EventLog)
          Proxy.newProxyInstance(
              IngestorTest.class.getClassLoader(),
              new Class<?>[] {EventLog.class},
              (_, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("append");
                @SuppressWarnings("unchecked")
                var events = (List<Event>) arguments[0];
                return append(events);
              });

  private final Ingestor intake = new Ingestor(log, new Letters(), 100);

  private CompletionStage<Appended> append(List<Event> events) {
    if (logFails != null) {
      return CompletableFuture.failedStage(logFails);
    }
    if (events.stream().anyMatch(event -> event.type().equals("huge"))) {
      return CompletableFuture.failedStage(
          new TooLargeForLogException("more than the log takes", new IllegalStateException()));
    }
    appended.addAll(events);
    return CompletableFuture.completedStage(
        new Appended(events.size(), 0, Cursor.of(1, List.of(0L))));
  }

  private final class Letters implements DeadLetters {
    @Override
    public void deadLetter(RejectedInput input) {
      if (lettersFail != null) {
        throw lettersFail;
      }
      stored.add(input);
    }

    @Override
    public Page newest(int limit, @Nullable String before) {
      return new Page(List.of(), false);
    }

    @Override
    public Optional<DeadLetter> find(String id) {
      return Optional.empty();
    }

    @Override
    public void replayed(DeadLetter letter) {}

    @Override
    public long count() {
      return stored.size();
    }

    @Override
    public long count(String kind) {
      return stored.stream().filter(one -> one.source().startsWith(kind + ":")).count();
    }
  }

  private static RawInput input(String position, String payload) {
    return new RawInput("redis:orders", position, Map.of(), payload.getBytes(UTF_8));
  }

  private static RawInput event(String position, String type) {
    return input(position, "{\"type\":\"" + type + "\"}");
  }

  @Test
  void inputsWithoutIdentityHaveThatOfTheirPosition() {
    intake.ingest(List.of(event("1-0", "a"), event("2-0", "b")));

    assertThat(appended).extracting(Event::type).containsExactly("a", "b");
    assertThat(appended).extracting(event -> event.id().id()).containsExactly("1-0", "2-0");
    assertThat(appended).extracting(event -> event.id().source()).containsOnly("redis:orders");
  }

  @Test
  void headersMakeBinaryMode() {
    intake.ingest(
        List.of(
            new RawInput(
                "redis:orders",
                "1-0",
                Map.of(
                    "ce_specversion",
                    "1.0",
                    "ce_id",
                    "7",
                    "ce_type",
                    "a",
                    "content-type",
                    "text/x"),
                "hello".getBytes(UTF_8))));

    assertThat(appended).extracting(event -> event.id().id()).containsExactly("7");
  }

  @Test
  void unreadableInputsBecomeDeadLettersAndStopNothing() {
    intake.ingest(List.of(event("1-0", "a"), input("2-0", "{"), event("3-0", "b")));

    assertThat(appended).extracting(Event::type).containsExactly("a", "b");
    assertThat(stored).hasSize(1);
    assertThat(stored.getFirst().source()).isEqualTo("redis:orders");
    assertThat(stored.getFirst().position()).isEqualTo("2-0");
    assertThat(stored.getFirst().reason()).contains("JSON");
    assertThat(stored.getFirst().bytes()).isEqualTo("{".getBytes(UTF_8));
  }

  @Test
  void anInputTooLargeForTheLogBecomesADeadLetterAndTheOthersAreIngested() {
    intake.ingest(List.of(event("1-0", "a"), event("2-0", "huge"), event("3-0", "b")));

    assertThat(appended).extracting(Event::type).containsExactly("a", "b");
    assertThat(stored).extracting(RejectedInput::position).containsExactly("2-0");
    assertThat(stored).extracting(RejectedInput::reason).containsExactly("more than the log takes");
  }

  @Test
  void noInputCountsAsIngestedWhileTheLogIsUnreachable() {
    var away = new LogUnavailableException("away", null);
    logFails = away;

    assertThatThrownBy(() -> intake.ingest(List.of(event("1-0", "a"), input("2-0", "{"))))
        .isSameAs(away);
    assertThat(stored).as("it is offered again, and would become two dead letters").isEmpty();
  }

  @Test
  void noInputCountsAsIngestedWhileDeadLettersCannotBeStored() {
    var away = new LogUnavailableException("away", null);
    lettersFail = away;

    assertThatThrownBy(() -> intake.ingest(List.of(input("2-0", "{")))).isSameAs(away);
  }

  @Test
  void anInputRejectedByItsSourceBecomesADeadLetterWithItsReason() {
    intake.deadLetter(
        new RawInput("redis:orders", "3-0", Map.of("a", "1"), new byte[0]), "it was trimmed");

    assertThat(stored).extracting(RejectedInput::reason).containsExactly("it was trimmed");
    assertThat(stored.getFirst().position()).isEqualTo("3-0");
    assertThat(stored.getFirst().headers()).containsEntry("a", "1");
    assertThat(appended).isEmpty();
  }
}
