package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tidings.client.StubServer.answer;
import static tidings.client.StubServer.json;
import static tidings.client.StubServer.problem;
import static tidings.client.StubServer.receipt;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published, and how often. */
@Timeout(60)
class PublishTest {

  private static final RetryOptions QUICK =
      RetryOptions.DEFAULT.withInitialDelay(Duration.ZERO).withMaxDelay(Duration.ofMillis(1));

  private static final OutgoingEvent EVENT = OutgoingEvent.builder("a").id("7").json("1").build();

  private static TidingsClient.Builder client(StubServer server) {
    return TidingsClient.builder(server.url()).retry(QUICK);
  }

  @Test
  void anEventIsOneCloudEvent() throws IOException {
    try (var server = new StubServer(receipt(1, 0));
        var client =
            client(server)
                .token(() -> "t0k")
                .header("X-Tenant", "x")
                .source(URI.create("/s"))
                .build()) {
      assertThat(client.publish(EVENT)).isEqualTo(new PublishReceipt(1, 0, "c9"));
      var request = server.request(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/base/api/events");
      assertThat(request.header("content-type")).isEqualTo("application/cloudevents+json");
      assertThat(request.header("authorization")).isEqualTo("Bearer t0k");
      assertThat(request.header("x-tenant")).isEqualTo("x");
      assertThat(request.header("tidings-client")).isEqualTo("java/1");
      assertThat(request.header("upgrade")).as("HTTP/1.1 alone").isEmpty();
      assertThat(request.body())
          .isEqualTo(
              "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/s\",\"type\":\"a\",\"data\":1}");
    }
  }

  @Test
  void severalEventsAreOneBatch() throws IOException {
    try (var server = new StubServer(receipt(2, 0));
        var client = client(server).build()) {
      client.publish(List.of(EVENT, EVENT));
      assertThat(server.request(0).header("content-type"))
          .isEqualTo("application/cloudevents-batch+json");
      assertThat(Json.parse(server.request(0).body()))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .hasSize(2);
      assertThatThrownBy(() -> client.publish(List.of())).hasMessageContaining("no event");
    }
  }

  static Stream<Arguments> temporary() {
    return Stream.of(
        Arguments.of("408", problem(408, "")),
        Arguments.of("429", answer(429, "Retry-After: 0\r\n", "")),
        Arguments.of("500", problem(500, "")),
        Arguments.of("503 of a gateway", answer(503, "", "<html>")),
        Arguments.of("404 of a gateway", answer(404, "", "<html>")),
        Arguments.of("401 of a gateway", answer(401, "", "<html>")),
        Arguments.of("a redirect", answer(302, "Location: /login\r\n", "")),
        Arguments.of("a page in place of a receipt", answer(200, "", "<html>")),
        Arguments.of("no answer", (StubServer.Script) (request, response) -> {}),
        Arguments.of("a reset", (StubServer.Script) (request, response) -> response.reset()),
        Arguments.of(
            "an answer that breaks",
            (StubServer.Script)
                (request, response) ->
                    response.write("HTTP/1.1 202 OK\r\nContent-Length: 99\r\n\r\n{\"acc")),
        Arguments.of(
            "an answer that is garbled",
            (StubServer.Script) (request, response) -> response.write("\0\1\2 garbled\r\n\r\n")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("temporary")
  void aTemporaryFailureIsRetriedUnderTheSameId(String name, StubServer.Script failure)
      throws IOException {
    try (var server = new StubServer(failure, failure, receipt(0, 1));
        var client = client(server).build()) {
      var event = OutgoingEvent.builder("a").build();
      assertThat(client.publish(event)).isEqualTo(new PublishReceipt(0, 1, "c9"));
      assertThat(server.requests()).hasSize(3);
      assertThat(server.requests().stream().map(StubServer.Request::body).distinct())
          .singleElement()
          .asString()
          .contains(event.id());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 413, 422})
  void anotherRefusalOfTidingsIsFinal(int status) throws IOException {
    var more =
        ",\"title\":\"No\",\"detail\":\"wrong\",\"errors\":[{\"field\":\"[0].user\",\"message\":\"is"
            + " empty\"},{\"field\":1}]";
    try (var server = new StubServer(problem(status, more));
        var client = client(server).build()) {
      var refusal = catchThrowableOfType(TidingsException.class, () -> client.publish(EVENT));
      assertThat(refusal).hasMessage("wrong ([0].user is empty)");
      assertThat(refusal.status()).isEqualTo(status);
      assertThat(refusal.title()).hasValue("No");
      assertThat(refusal.isOwn()).isTrue();
      assertThat(refusal.errors())
          .containsExactly(new TidingsException.FieldError("[0].user", "is empty"));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 413, 414, 415, 431})
  void aRefusalOfTheEventIsFinalAlsoFromAGateway(int status) throws IOException {
    try (var server = new StubServer(answer(status, "", "<html>"));
        var client = client(server).build()) {
      assertThatThrownBy(() -> client.publish(EVENT)).hasMessage("The server answered " + status);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aRefusedTokenIsReplacedOnce() throws IOException {
    try (var server = new StubServer(problem(401, ""), receipt(1, 0), problem(401, ""));
        var client = client(server).token(refresh -> refresh ? "new" : "old").build()) {
      client.publish(EVENT);
      assertThat(server.requests().stream().map(one -> one.header("authorization")))
          .containsExactly("Bearer old", "Bearer new");
      assertThatThrownBy(() -> client.publish(EVENT)).isInstanceOf(TidingsException.class);
      assertThat(server.requests()).hasSize(4);
    }
  }

  @Test
  void aTokenThatFailsIsRequestedAgain() throws IOException {
    var calls = new AtomicInteger();
    try (var server = new StubServer(receipt(1, 0));
        var client =
            client(server)
                .token(
                    refresh -> {
                      if (calls.incrementAndGet() < 3) {
                        throw new IOException("the provider is unreachable");
                      }
                      return "t";
                    })
                .build()) {
      assertThat(client.publish(EVENT).accepted()).isEqualTo(1);
      assertThat(calls).hasValue(3);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "secret\r\nX: y", "sécret"})
  void aTokenThatIsNoneIsNotSentAndNotNamed(String token) throws IOException {
    try (var server = new StubServer(receipt(1, 0));
        var client =
            client(server).token(() -> token).publishTimeout(Duration.ofMillis(50)).build()) {
      var failure = catchThrowableOfType(TidingsException.class, () -> client.publish(EVENT));
      assertThat(failure).hasStackTraceContaining("the token is empty, or has");
      if (token.length() > 3) {
        assertThat(stackTrace(failure)).doesNotContain("secret", "sécret");
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  private static String stackTrace(Throwable error) {
    var out = new java.io.StringWriter();
    error.printStackTrace(new java.io.PrintWriter(out));
    return out.toString();
  }

  @Test
  void theTimeForAllAttemptsIsLimited() throws IOException {
    try (var server = new StubServer(problem(503, ",\"detail\":\"log unavailable\""));
        var client = client(server).publishTimeout(Duration.ofSeconds(2)).build()) {
      var failure = catchThrowableOfType(TidingsException.class, () -> client.publish(EVENT));
      assertThat(failure.status()).isEqualTo(503);
      assertThat(failure)
          .hasMessageContaining("publish them again with the same ids")
          .hasMessageContaining("log unavailable");
      assertThat(server.requests()).hasSizeGreaterThan(1);
    }
  }

  @Test
  void aWaitThatIsTooLongIsNotWaitedFor() throws IOException {
    try (var server = new StubServer(answer(503, "Retry-After: 3600\r\n", ""));
        var client = client(server).build()) {
      long start = System.nanoTime();
      var failure = catchThrowableOfType(TidingsException.class, () -> client.publish(EVENT));
      assertThat(failure.retryAfter()).hasValue(Duration.ofHours(1));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void theNumberOfAttemptsIsLimited() throws IOException {
    try (var server = new StubServer(problem(503, ""));
        var client = client(server).retry(QUICK.withMaxAttempts(3)).build()) {
      assertThatThrownBy(() -> client.publish(EVENT)).hasMessageContaining("after 3 attempts");
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void aRequestWithoutAnAnswerTimesOut() throws IOException {
    StubServer.Script silent = (request, response) -> response.awaitClose();
    try (var server = new StubServer(silent, receipt(1, 0));
        var client = client(server).requestTimeout(Duration.ofMillis(200)).build()) {
      assertThat(client.publish(EVENT).accepted()).isEqualTo(1);
    }
  }

  @Test
  void aBodyThatStopsTimesOut() throws IOException {
    StubServer.Script stopped =
        (request, response) ->
            response.write("HTTP/1.1 202 OK\r\nContent-Length: 99\r\n\r\n{").awaitClose();
    try (var server = new StubServer(stopped, receipt(1, 0));
        var client = client(server).requestTimeout(Duration.ofMillis(200)).build()) {
      assertThat(client.publish(EVENT).accepted()).isEqualTo(1);
    }
  }

  @Test
  void eventsThatWaitKeepTheirOrder() throws Exception {
    try (var server = new StubServer(problem(503, ""), problem(503, ""), receipt(1, 0));
        var client = client(server).build()) {
      var receipts = new ArrayList<CompletableFuture<PublishReceipt>>();
      for (int i = 0; i < 20; i++) {
        receipts.add(
            client
                .publishAsync(OutgoingEvent.builder("a").id("n" + i).build())
                .toCompletableFuture());
      }
      for (var receipt : receipts) {
        receipt.get(30, TimeUnit.SECONDS);
      }
      var ids =
          server.requests().stream()
              .map(request -> Json.textOf(Json.parseObject(request.body()), "id").orElseThrow());
      assertThat(ids.skip(2)).isEqualTo(IntStream.range(0, 20).mapToObj(i -> "n" + i).toList());
    }
  }

  @Test
  void theQueueIsLimitedAndEndsWithTheClient() throws Exception {
    var held = new CountDownLatch(1);
    StubServer.Script holds =
        (request, response) -> {
          held.countDown();
          response.awaitClose();
        };
    try (var server = new StubServer(holds)) {
      var receipts = new ArrayList<CompletableFuture<PublishReceipt>>();
      try (var client = client(server).build()) {
        receipts.add(client.publishAsync(EVENT).toCompletableFuture());
        held.await();
        for (int i = 0; i < EventSender.QUEUE; i++) {
          receipts.add(client.publishAsync(EVENT).toCompletableFuture());
        }
        assertThat(receipts).noneMatch(CompletableFuture::isDone);
        assertThatThrownBy(() -> client.publishAsync(EVENT).toCompletableFuture().get())
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("at most 1000");
      }
      for (var receipt : receipts) {
        assertThatThrownBy(() -> receipt.get(10, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(TidingsException.class);
      }
    }
  }

  @Test
  void aClosedClientPublishesNothing() throws Exception {
    try (var server = new StubServer(receipt(1, 0))) {
      var client = client(server).build();
      client.close();
      assertThatThrownBy(() -> client.publish(EVENT)).hasMessage("the client is closed");
      assertThatThrownBy(() -> client.publishAsync(EVENT).toCompletableFuture().get())
          .hasMessageContaining("the client is closed");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    try (var server = new StubServer(problem(503, ""));
        var client = client(server).build()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> client.publish(EVENT)).hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://a", "a", "http:///x", "http://a?b", "http://a#b", "http://u:p@a", "//a"})
  void aUrlThatIsNoServerIsRefused(String url) {
    assertThatThrownBy(() -> TidingsClient.builder(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the URL of the server")
        .hasMessageNotContaining("u:p");
  }

  @Test
  void jsonIsNoReceiptWithoutACursor() throws IOException {
    try (var server = new StubServer(json(202, "{\"accepted\":1}"), receipt(1, 0));
        var client = client(server).build()) {
      client.publish(EVENT);
      assertThat(server.requests()).hasSize(2);
    }
  }
}
