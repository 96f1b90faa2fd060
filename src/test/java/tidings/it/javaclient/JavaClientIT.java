package tidings.it.javaclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.client.DataMapper;
import tidings.client.EventSubscription;
import tidings.client.IncomingEvent;
import tidings.client.OutgoingEvent;
import tidings.client.SubscribeOptions;
import tidings.client.SubscriptionListener;
import tidings.client.SubscriptionStatus;
import tidings.client.TidingsClient;
import tidings.client.TidingsException;
import tidings.client.TokenSupplier;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/** The Java client and a real server, rule by rule. */
@ResourceLock(SharedServer.LOCK)
class JavaClientIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LibertyServer server = SharedServer.get();

  /** What a subscriber received. */
  private static final class Inbox implements SubscriptionListener {
    final List<IncomingEvent> events = new CopyOnWriteArrayList<>();
    final List<Gap> gaps = new CopyOnWriteArrayList<>();
    final List<SubscriptionStatus> statuses = new CopyOnWriteArrayList<>();
    final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(IncomingEvent event) {
      events.add(event);
    }

    @Override
    public void onGap(Gap gap) {
      gaps.add(gap);
    }

    @Override
    public void onStatus(SubscriptionStatus status) {
      statuses.add(status);
    }

    @Override
    public void onError(Throwable error) {
      errors.add(error);
    }

    List<String> texts() {
      return events.stream().map(IncomingEvent::text).toList();
    }

    void await(int count) {
      Awaitility.await(count + " events").atMost(PATIENCE).until(() -> events.size() >= count);
    }
  }

  private TidingsClient.Builder client(Claims claims) {
    return TidingsClient.builder(server.uri("")).token(refresh -> Tokens.dev(server, claims));
  }

  private static EventSubscription open(
      TidingsClient client, SubscribeOptions.Builder options, Inbox inbox) {
    var subscription = client.subscribe(options.build(), inbox);
    Awaitility.await("open")
        .atMost(PATIENCE)
        .until(() -> subscription.status().state() == SubscriptionStatus.State.OPEN);
    return subscription;
  }

  private static SubscribeOptions.Builder types(String... types) {
    return SubscribeOptions.builder().types(types);
  }

  private static Claims publisher(String user) {
    return Claims.of(user).inGroups("publisher").maySubscribe("**");
  }

  /** The first two blocks of {@code src/docs/java.md}. */
  @Test
  void thePageOfTheClientRuns() {
    var url = server.uri("").toString();
    TokenSupplier tokens = refresh -> Tokens.dev(server, publisher("alice"));
    var json = new ObjectMapper();
    var received = new CopyOnWriteArrayList<IncomingEvent>();
    Handler handler = (order, cursor) -> received.add(order);
    var client =
        TidingsClient.builder(URI.create(url))
            .token(refresh -> tokens.token(refresh))
            .source(URI.create("/orders"))
            .mapper(
                DataMapper.of(
                    json::writeValueAsString,
                    (text, type) -> json.readValue(text, json.constructType(type))))
            .build();
    try (client) {
      var storedCursor = client.publish(OutgoingEvent.builder("order.first").build()).cursor();

      var options =
          SubscribeOptions.builder()
              .types("order.*")
              .topics("orders/**")
              .lastEventId(storedCursor)
              .build();
      var subscription =
          client.subscribe(options, event -> handler.handle(event, event.id().orElseThrow()));

      var order =
          OutgoingEvent.builder("order.paid")
              .topic("orders/7")
              .value(Map.of("order", 7, "total", 12.5))
              .build();
      client.publish(order);
      client
          .publishAsync(order) // in the background, in the order of the calls
          .whenComplete((receipt, error) -> log(order, error));

      Awaitility.await("the order").atMost(PATIENCE).until(() -> !received.isEmpty());
      assertThat(received.getFirst().data(JsonNode.class).get("order").intValue()).isEqualTo(7);
      assertThat(subscription.status().isFinal()).isFalse();
    }
  }

  private static void log(OutgoingEvent event, @Nullable Throwable error) {
    assertThat(error).as(event.toString()).isNull();
  }

  /** A part of an application. */
  @FunctionalInterface
  private interface Handler {
    void handle(IncomingEvent event, String cursor);
  }

  @Test
  void publishedEventsArriveOnceAndInOrder() {
    var inbox = new Inbox();
    try (var client = client(publisher("alice")).build()) {
      open(client, types("jc.order"), inbox);
      var event = OutgoingEvent.builder("jc.order").json("0").build();
      assertThat(client.publish(event).accepted()).isEqualTo(1);
      assertThat(client.publish(event).duplicates()).as("the same id").isEqualTo(1);
      var more =
          IntStream.range(1, 50)
              .mapToObj(n -> OutgoingEvent.builder("jc.order").json("" + n).build())
              .toList();
      assertThat(client.publish(more).accepted()).isEqualTo(49);
      inbox.await(50);
      assertThat(inbox.texts()).isEqualTo(IntStream.range(0, 50).mapToObj(n -> "" + n).toList());
      assertThat(inbox.gaps).isEmpty();
      assertThat(inbox.errors).isEmpty();
    }
  }

  @Test
  void asynchronousEventsArriveInOrder() throws Exception {
    var inbox = new Inbox();
    try (var client = client(publisher("alice")).build()) {
      open(client, types("jc.async"), inbox);
      var receipts =
          IntStream.range(0, 50)
              .mapToObj(n -> OutgoingEvent.builder("jc.async").json("" + n).build())
              .map(client::publishAsync)
              .toList();
      for (var receipt : receipts) {
        assertThat(receipt.toCompletableFuture().get(30, TimeUnit.SECONDS).accepted()).isEqualTo(1);
      }
      inbox.await(50);
      assertThat(inbox.texts()).isEqualTo(IntStream.range(0, 50).mapToObj(n -> "" + n).toList());
    }
  }

  @Test
  void anEventReachesThoseWhomItNames() {
    var doe = new Inbox();
    var bob = new Inbox();
    try (var client = client(publisher("Doe, Jane")).build();
        var other = client(Claims.of("bob")).build()) {
      open(client, types("jc.for"), doe);
      open(other, types("jc.for"), bob);
      client.publish(
          List.of(
              OutgoingEvent.builder("jc.for").users("Doe, Jane").json("1").build(),
              OutgoingEvent.builder("jc.for").users("bob").json("2").build(),
              OutgoingEvent.builder("jc.for").users("Doe, Jane", "bob").json("3").build(),
              OutgoingEvent.builder("jc.for").groups("publisher").json("4").build(),
              OutgoingEvent.builder("jc.for").json("5").build()));
      doe.await(4);
      bob.await(3);
      assertThat(doe.texts()).containsExactly("1", "3", "4", "5");
      assertThat(bob.texts()).containsExactly("2", "3", "5");
    }
  }

  @Test
  void topicsAndSessionsNarrow() {
    var inbox = new Inbox();
    var claims = publisher("alice").owning("s1");
    try (var client = client(claims).build()) {
      open(client, types("jc.narrow").topics("jc/**").session("s1"), inbox);
      client.publish(
          List.of(
              OutgoingEvent.builder("jc.narrow").topic("jc/a").json("1").build(),
              OutgoingEvent.builder("jc.narrow").topic("other").json("2").build(),
              OutgoingEvent.builder("jc.narrow").session("s1").json("3").build(),
              OutgoingEvent.builder("jc.narrow").session("s2").json("4").build(),
              OutgoingEvent.builder("jc.narrow").json("5").build()));
      inbox.await(3);
      assertThat(inbox.texts()).containsExactly("1", "3", "5");
    }
  }

  @Test
  void dataOfEachKindArrivesAsItWasWritten() {
    var inbox = new Inbox();
    var large = "\"" + "é".repeat(20_000) + "\"";
    try (var client = client(publisher("alice")).build()) {
      open(client, types("jc.data"), inbox);
      client.publish(
          List.of(
              OutgoingEvent.builder("jc.data")
                  .json("{\"n\":1e2,\"m\":12345678901234567890}")
                  .build(),
              OutgoingEvent.builder("jc.data").text("two\nlines").build(),
              OutgoingEvent.builder("jc.data").json(large).build()));
      inbox.await(3);
      assertThat(inbox.texts())
          .containsExactly("{\"n\":1e2,\"m\":12345678901234567890}", "two\nlines", large);
    }
  }

  @Test
  void wholeCloudEventsHaveTheirAttributes() {
    var inbox = new Inbox();
    try (var client = client(publisher("alice")).source(URI.create("/orders")).build()) {
      open(client, types("jc.cloud").cloudEvents(), inbox);
      client.publish(
          OutgoingEvent.builder("jc.cloud")
              .id("id-7")
              .subject("s")
              .priority(OutgoingEvent.Priority.HIGH)
              .extension("traceparent", "00-1")
              .json("{\"a\":1}")
              .build());
      inbox.await(1);
      var event = Json.read(inbox.texts().getFirst());
      assertThat(event.get("id").textValue()).isEqualTo("id-7");
      assertThat(event.get("source").textValue()).isEqualTo("/orders");
      assertThat(event.get("subject").textValue()).isEqualTo("s");
      assertThat(event.get("traceparent").textValue()).isEqualTo("00-1");
      assertThat(event.get("publisher").textValue()).isEqualTo("user:alice");
      assertThat(event.get("data").get("a").intValue()).isEqualTo(1);
    }
  }

  @Test
  void aStoredCursorResumesAfterItsEvent() {
    var first = new Inbox();
    var second = new Inbox();
    try (var client = client(publisher("alice")).build()) {
      var subscription = open(client, types("jc.resume"), first);
      client.publish(OutgoingEvent.builder("jc.resume").json("1").build());
      client.publish(OutgoingEvent.builder("jc.resume").json("2").build());
      first.await(2);
      subscription.close();
      assertThat(subscription.lastEventId()).isEqualTo(first.events.get(1).id());
      client.publish(OutgoingEvent.builder("jc.resume").json("3").build());
      var cursor = first.events.getFirst().id().orElseThrow();
      open(client, types("jc.resume").lastEventId(cursor), second);
      second.await(2);
      client.publish(OutgoingEvent.builder("jc.resume").json("4").build());
      second.await(3);
      assertThat(second.texts()).containsExactly("2", "3", "4");
      assertThat(second.gaps).isEmpty();
    }
  }

  @Test
  void aCursorThatIsNoneIsAGap() {
    var inbox = new Inbox();
    try (var client = client(publisher("alice")).build()) {
      open(client, types("jc.gap").lastEventId("nonsense"), inbox);
      Awaitility.await("the gap").atMost(PATIENCE).until(() -> inbox.gaps.size() == 1);
      assertThat(inbox.gaps.getFirst().reason()).isEqualTo("unreadable");
    }
  }

  @Test
  void aRefusalNamesTheFields() {
    try (var client = client(publisher("alice")).build();
        var reader = client(Claims.of("bob")).build()) {
      var faulty =
          catchThrowableOfType(
              TidingsException.class,
              () ->
                  client.publish(
                      List.of(
                          OutgoingEvent.builder("jc.ok").build(),
                          OutgoingEvent.builder("run.fake").build())));
      assertThat(faulty.status()).isEqualTo(400);
      assertThat(faulty.isOwn()).isTrue();
      assertThat(faulty.errors())
          .singleElement()
          .satisfies(error -> assertThat(error.field()).isEqualTo("[1].type"));
      var forbidden =
          catchThrowableOfType(
              TidingsException.class, () -> reader.publish(OutgoingEvent.builder("jc.ok").build()));
      assertThat(forbidden.status()).isEqualTo(403);
    }
  }

  @Test
  void aSubscriptionThatIsNotGrantedFails() throws Exception {
    try (var client = client(Claims.of("bob")).build()) {
      var subscription =
          client.subscribe(SubscribeOptions.builder().topics("secret/**").build(), new Inbox());
      var status = subscription.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(status.state()).isEqualTo(SubscriptionStatus.State.FAILED);
      assertThat(status.code()).hasValue(403);
    }
  }

  /** A stream outlives the token that opened it, in one piece. */
  @Test
  void aTokenIsRenewedWhileTheStreamIsOpen() {
    var inbox = new Inbox();
    var brief = Claims.of("carol").lasting(Duration.ofSeconds(6));
    try (var client = client(brief).build();
        var publisher = client(publisher("alice")).build()) {
      var subscription = open(client, types("jc.renew"), inbox);
      var connection = subscription.status().connection();
      long start = System.nanoTime();
      Awaitility.await("longer than the token")
          .atMost(PATIENCE)
          .until(() -> System.nanoTime() - start > Duration.ofSeconds(8).toNanos());
      publisher.publish(OutgoingEvent.builder("jc.renew").json("1").build());
      inbox.await(1);
      assertThat(subscription.status().connection()).isEqualTo(connection);
      assertThat(inbox.errors).isEmpty();
    }
  }

  @Test
  void aRevokedUserIsNotReconnected() throws Exception {
    var inbox = new Inbox();
    var admin = Client.of(server, Claims.of("admin").inGroups("admin"));
    try (var client = client(Claims.of("jc-mallory")).build()) {
      var subscription = open(client, types("jc.revoked"), inbox);
      var answer =
          admin.post(
              "/api/admin/revocations",
              Client.JSON,
              Json.write(Map.of("user", "jc-mallory", "until", "2099-01-01T00:00:00Z")));
      assertThat(answer.status()).isBetween(200, 204);
      var status = subscription.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(status.state()).isEqualTo(SubscriptionStatus.State.CLOSED);
      assertThat(status.code()).hasValue(1002);
      assertThat(inbox.errors).isEmpty();
    }
  }
}
