package tidings.push.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.api.PublishException;
import tidings.api.PublishException.Reason;
import tidings.api.Receipt;
import tidings.api.TidingsEvent;
import tidings.event.Event;
import tidings.event.Pattern;
import tidings.ingress.Publishing;
import tidings.ingress.postgres.FakeLog;
import tidings.log.LogUnavailableException;
import tidings.log.TooLargeForLogException;
import tidings.platform.limits.RateLimit;
import tidings.platform.policy.Policies;
import tidings.platform.security.Caller;
import tidings.platform.security.Grant;
import tidings.platform.security.Grants;
import tidings.platform.security.Revocation;
import tidings.platform.security.Revocations;
import tidings.push.connection.FakeTime;
import tidings.runs.tool.RecordingTrail;

class ApplicationPublisherTest {

  private final FakeTime time = new FakeTime();
  private final FakeLog log = new FakeLog();
  private final Revocations revocations = new Revocations(time, 10);
  private @Nullable Caller caller;
  private final ApplicationPublisher publisher =
      new ApplicationPublisher(
          log,
          new Publishing(
              log,
              new RateLimit("events", 3, TimeMeter.SYSTEM_NANOTIME),
              new RateLimit("bytes", 100_000, TimeMeter.SYSTEM_NANOTIME),
              new RecordingTrail(true)),
          this::current,
          revocations,
          Policies.none(),
          1000,
          time);

  private Caller current() {
    var known = caller;
    if (known == null) {
      throw new IllegalStateException("there is no caller");
    }
    return known;
  }

  private static TidingsEvent.Builder note() {
    return TidingsEvent.builder("note.added").topic("orders/1").text("hi");
  }

  private static Receipt receipt(CompletionStage<Receipt> stage) {
    return stage.toCompletableFuture().join();
  }

  private static PublishException failure(CompletionStage<Receipt> stage) {
    try {
      stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof PublishException known) {
        return known;
      }
      throw e;
    }
    throw new AssertionError("it was published");
  }

  @Test
  void theApplicationPublishesForAnyAudienceInItsOwnName() {
    var receipt = receipt(publisher.publish(note().id("1").user("alice").build()));
    assertThat(receipt.accepted()).isEqualTo(1);
    assertThat(receipt.cursor()).isNotEmpty();
    assertThat(log.all())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.id().publisher().text()).isEqualTo("application");
              assertThat(event.id().source()).isEqualTo("/application");
              assertThat(event.audience().users()).containsExactly("alice");
            });
  }

  @Test
  void aCallerPublishesWhatTheTokenGrantsInTheirName() {
    caller = caller("alice", "orders/1");
    var asCaller = publisher.asCaller();
    caller = null; // the request has ended

    receipt(asCaller.publish(note().build()));
    assertThat(log.all())
        .extracting(event -> event.id().publisher().text())
        .containsExactly("user:alice");

    var refused = failure(asCaller.publish(note().topic("orders/2").build()));
    assertThat(refused.reason()).isEqualTo(Reason.NOT_PERMITTED);
    assertThat(refused).hasMessageContaining("orders/2");
    assertThat(refused.retryAfter()).isEmpty();
    assertThat(asCaller.asCaller()).isSameAs(asCaller);
  }

  private Caller caller(String user, String topic) {
    var grants = new Grants(List.of(), List.of(Grant.of(Pattern.ofTopic(topic))), Set.of());
    return new Caller(user, Set.of(), grants, "t-1", time.instant().plusSeconds(60));
  }

  @Test
  void aCallerIsWithinTheirLimitsAndTheApplicationIsNot() {
    caller = caller("alice", "orders/1");
    var asCaller = publisher.asCaller();
    for (int i = 0; i < 3; i++) {
      receipt(asCaller.publish(note().build()));
    }
    var over = failure(asCaller.publish(note().build()));
    assertThat(over.reason()).isEqualTo(Reason.OVER_LIMIT);
    assertThat(over.retryAfter().orElseThrow()).isPositive();
    for (int i = 0; i < 10; i++) {
      receipt(publisher.publish(note().build()));
    }
  }

  @Test
  void aTokenThatHasExpiredOrIsRevokedPublishesNothing() {
    caller = caller("alice", "orders/1");
    var asCaller = publisher.asCaller();
    time.pass(Duration.ofSeconds(60));
    assertThat(failure(asCaller.publish(note().build())))
        .hasMessageContaining("has expired")
        .extracting(PublishException::reason)
        .isEqualTo(Reason.NOT_PERMITTED);

    caller = caller("mallory", "orders/1");
    var revoked = publisher.asCaller();
    var revocation = Revocation.ofUser("mallory", time.instant().plusSeconds(3600));
    revocations.apply(revocation.key(), revocation.value());
    assertThat(failure(revoked.publish(note().build())))
        .hasMessageContaining("revoked")
        .extracting(PublishException::reason)
        .isEqualTo(Reason.NOT_PERMITTED);
    assertThat(log.all()).isEmpty();
  }

  @Test
  void withoutARequestThereIsNoCaller() {
    assertThatThrownBy(publisher::asCaller).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void oneInvalidEventPublishesNoneAndIsNamed() {
    var invalid =
        failure(publisher.publish(List.of(note().build(), note().id("2").time("x").build())));
    assertThat(invalid.reason()).isEqualTo(Reason.INVALID);
    assertThat(invalid)
        .hasMessage(
            "TidingsEvent[note.added /application 2]: time: is not an RFC 3339 time, such as"
                + " 2026-01-31T12:00:00Z");
    assertThat(failure(publisher.publish(note().text("x".repeat(1001)).build())).reason())
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(log.all()).isEmpty();
  }

  @Test
  void oneToTenThousandEventsAreTaken() {
    assertThat(failure(publisher.publish(List.of())).reason()).isEqualTo(Reason.INVALID);
    var event = note().build();
    assertThat(failure(publisher.publish(Collections.nCopies(10_001, event))).reason())
        .isEqualTo(Reason.INVALID);
    assertThat(receipt(publisher.publish(Collections.nCopies(10_000, event))).accepted())
        .isEqualTo(10_000);
    assertThat(log.all()).extracting(Event::type).containsExactly("note.added");
  }

  @Test
  void aFailureOfTheLogIsNamed() {
    log.fails = new LogUnavailableException("no broker", null);
    var unreachable = failure(publisher.publish(note().build()));
    assertThat(unreachable.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(unreachable.reason().status()).isEqualTo(503);
    assertThat(unreachable).hasMessage("no broker");
    assertThat(unreachable.retryAfter()).contains(LogUnavailableException.RETRY_AFTER);

    log.fails = new TooLargeForLogException("too large", new IllegalStateException());
    assertThat(failure(publisher.publish(note().build())).reason()).isEqualTo(Reason.TOO_LARGE);
  }
}
