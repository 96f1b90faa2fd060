package tidings.runs.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.Pattern;
import tidings.event.PublisherId;
import tidings.ingress.Publishing;
import tidings.ingress.postgres.FakeLog;
import tidings.log.Appended;
import tidings.platform.limits.RateLimit;
import tidings.platform.policy.Policies;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.Caller;
import tidings.platform.security.Grant;
import tidings.platform.security.Grants;
import tidings.platform.security.Revocations;
import tidings.push.connection.FakeTime;
import tidings.runs.tool.RecordingTrail;
import tidings.runs.tool.ToolException;

class PublishEventTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_DATA = 64 << 10;

  private static final TimeMeter STANDING_STILL =
      new TimeMeter() {
        @Override
        public long currentTimeNanos() {
          return 0;
        }

        @Override
        public boolean isWallClockBased() {
          return false;
        }
      };

  private final FakeTime time = new FakeTime();
  private final FakeLog log = new FakeLog();
  private final Revocations revocations = new Revocations(time, 10);
  private final RecordingTrail trail = new RecordingTrail(true);
  private final Publishing publishing =
      new Publishing(
          log,
          new RateLimit("events", 3, STANDING_STILL),
          new RateLimit("bytes", 100_000, STANDING_STILL),
          trail);
  private final PublishEvent tool =
      new PublishEvent(publishing, revocations, Policies.none(), MAX_DATA, time);

  private Caller caller(Set<String> groups, String... mayPublish) {
    var grants =
        new Grants(
            List.of(),
            List.of(mayPublish).stream().map(Pattern::ofTopic).map(Grant::of).toList(),
            Set.of());
    return new Caller("o'neill, alice", groups, grants, "t-1", time.instant().plusSeconds(60));
  }

  private Caller publisher() {
    return caller(Set.of(Caller.PUBLISHER));
  }

  private static ObjectNode asked(String json) {
    try {
      return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ObjectNode note() {
    return asked("{'type':'note.added','text':'hi'}");
  }

  @Test
  void aPublisherReachesHimselfOrATopic() throws InterruptedException {
    assertThat(tool.call(note(), publisher())).isEqualTo("Published note.added to o'neill, alice");
    assertThat(tool.call(note().put("topic", "orders/42"), publisher()))
        .isEqualTo("Published note.added to orders/42");
    assertThat(log.all())
        .extracting(Event::audience)
        .as("a name with a comma is one name")
        .containsExactly(
            new Audience(Set.of("o'neill, alice"), null, Set.of(), null),
            new Audience(Set.of(), null, Set.of(), "orders/42"));
    assertThat(log.all())
        .extracting(event -> event.id().publisher())
        .containsOnly(PublisherId.user("o'neill, alice"));
    assertThat(log.all()).extracting(Event::data).containsOnly(new Data.Json("{\"text\":\"hi\"}"));
  }

  @Test
  void callerWithATopicGrantPublishesToThatTopicOnly() throws InterruptedException {
    var granted = caller(Set.of(), "orders/*");
    tool.call(note().put("topic", "orders/42"), granted);
    assertThatThrownBy(() -> tool.call(note().put("topic", "bills/42"), granted))
        .hasMessage(
            "the user may not publish the event: topic: publishing to 'bills/42' is not granted");
    assertThatThrownBy(() -> tool.call(note(), granted))
        .isInstanceOf(ToolException.class)
        .hasMessage(
            "the user may not publish the event: topic: without the role 'publisher' an event"
                + " needs a granted topic");
    assertThat(log.all()).hasSize(1);
    assertThat(trail.events())
        .extracting(event -> event.outcome().status())
        .as("a refused publish is audited, too")
        .containsExactly(202, 403, 403);
  }

  @Test
  void aGrantThatNamesTypesIsForThemAlone() throws InterruptedException {
    var grant = new Grant(List.of(Pattern.ofTopic("rooms/*")), List.of(Pattern.ofType("note.*")));
    var grants = new Grants(List.of(), List.of(grant), Set.of());
    var member = new Caller("bob", Set.of(), grants, "t-2", time.instant().plusSeconds(60));
    tool.call(note().put("topic", "rooms/1"), member);
    var order = asked("{'type':'order.placed','text':'x','topic':'rooms/1'}");
    assertThatThrownBy(() -> tool.call(order, member))
        .hasMessage(
            "the user may not publish the event: type: publishing 'order.placed' to 'rooms/1' is"
                + " not granted");
    assertThat(log.all()).hasSize(1);
  }

  @Test
  void aTokenThatHasEndedOrWasRevokedPublishesNoMore() throws InterruptedException {
    var caller = publisher();
    time.pass(Duration.ofSeconds(59));
    tool.call(note(), caller);
    time.pass(Duration.ofSeconds(1));
    assertThatThrownBy(() -> tool.call(note(), caller)).hasMessageContaining("is invalid");

    var revoked = publisher();
    revocations.apply("token:t-1", "2099-01-01T00:00:00Z");
    assertThatThrownBy(() -> tool.call(note(), revoked)).hasMessageContaining("is invalid");
    assertThat(log.all()).hasSize(1);
  }

  @Test
  void anEventHasItsBoundAndNotOneByteMore() throws InterruptedException {
    int frame = "{\"text\":\"\"}".length();
    tool.call(note().put("text", "x".repeat(MAX_DATA - frame)), publisher());
    assertThatThrownBy(
            () -> tool.call(note().put("text", "x".repeat(MAX_DATA - frame + 1)), publisher()))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("data: is 65537 bytes");
    assertThat(log.all()).hasSize(1);
  }

  @Test
  void moreThanTheRateIsRefused() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      tool.call(note(), publisher());
    }
    assertThatThrownBy(() -> tool.call(note(), publisher()))
        .isInstanceOf(ToolException.class)
        .hasMessage("the event cannot be published now: more than 3 events a second");
    assertThat(trail.events())
        .extracting(event -> event.outcome().status())
        .containsExactly(202, 202, 202, 429);
  }

  @ParameterizedTest
  @CsvSource({
    "{'type':'tidings.open'|'text':'x'}, type: must not begin with 'tidings.'",
    "{'type':'run.failed'|'text':'x'}, type: must not begin with 'run.'",
    "{'type':'Row.inserted'|'text':'x'}, type: must not begin with 'row.'",
    "{'type':' spaces '|'text':'x'}, type: has white space at an end",
    "{'type':'a'|'text':'x'|'topic':'/a'}, topic: has an empty segment",
    "{'type':'a'|'text':'x'|'topic':'a/*'}, topic: must name one topic",
    "{'type':'a'}, 'text' must be a text"
  })
  void invalidEventIsReported(String arguments, String message) {
    assertThatThrownBy(() -> tool.call(asked(arguments.replace('|', ',')), publisher()))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining(message);
    assertThat(log.all()).isEmpty();
  }

  @Test
  void publishedEventIsAuditedWithItsPublisher() throws Exception {
    tool.call(note(), publisher());
    assertThat(trail.events())
        .singleElement()
        .satisfies(
            audited -> {
              assertThat(audited.kind()).isEqualTo(AuditEvent.Kind.PUBLISH);
              assertThat(audited.user()).isEqualTo("o'neill, alice");
              assertThat(audited.call()).isEqualTo("publish 1");
              assertThat(audited.target()).endsWith(" note.added");
              assertThat(audited.outcome().isSuccess()).isTrue();
            });
  }

  @Test
  void anInterruptEndsTheWaitForALogThatDoesNotAnswer() throws Exception {
    var waits = new CountDownLatch(1);
    var silent =
        new Publishing(
            log,
            new RateLimit("events", 3, STANDING_STILL),
            new RateLimit("bytes", 100_000, STANDING_STILL),
            trail) {
          @Override
          public CompletionStage<Appended> publish(Caller caller, List<Event> events) {
            waits.countDown();
            return new CompletableFuture<>();
          }
        };
    var ended = new CompletableFuture<Throwable>();
    var call =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    new PublishEvent(silent, revocations, Policies.none(), MAX_DATA, time)
                        .call(note(), publisher());
                  } catch (InterruptedException e) {
                    ended.complete(e);
                  }
                });
    assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
    call.interrupt();
    assertThat(ended.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }
}
