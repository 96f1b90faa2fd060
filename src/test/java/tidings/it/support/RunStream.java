package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import tidings.sse.EventStreamParser;

/** The stream of a run for its watcher. Thread-safe. */
public final class RunStream implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpHeaders headers;
  private final Arrival body;
  private final List<SseEvent> frames = new ArrayList<>(); // guarded by this
  private volatile boolean ended;
  private volatile boolean whole;

  private RunStream(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) {
    headers = response.headers();
    var parser = new EventStreamParser(message -> add(SseEvent.of(message)));
    body = new Arrival(response.body(), parser::feed, this::end);
  }

  /** Starts a run and watches it; fails if it is refused. */
  public static RunStream post(Client client, String path, Object body) {
    return open(
        client
            .request(path)
            .header("Content-Type", Client.JSON)
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
  }

  /** Watches a run from its start. */
  public static RunStream watch(Client client, String run) {
    return open(client.request("/api/runs/" + run + "/events").GET());
  }

  /** Watches a run from the frame after this one. */
  public static RunStream resume(Client client, String run, String lastEventId) {
    return open(
        client.request("/api/runs/" + run + "/events").header("Last-Event-ID", lastEventId).GET());
  }

  private static RunStream open(HttpRequest.Builder request) {
    try {
      var response =
          HTTP.send(
              request.header("Accept", "text/event-stream").build(), BodyHandlers.ofPublisher());
      if (response.statusCode() != 200) {
        throw new AssertionError(response.statusCode() + " " + text(response.body()));
      }
      assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
      return new RunStream(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Flow.Publisher<List<ByteBuffer>> body) {
    var text = BodySubscribers.ofString(StandardCharsets.UTF_8);
    body.subscribe(text);
    return text.getBody().toCompletableFuture().join();
  }

  private synchronized void add(SseEvent frame) {
    frames.add(frame);
    notifyAll();
  }

  private synchronized void end(boolean isWhole) {
    whole = isWhole;
    ended = true;
    notifyAll();
  }

  private synchronized void awaitUntil(BooleanSupplier condition, String what, Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(what + " did not come within " + atMost + ": " + data());
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** The frames so far. */
  public synchronized List<SseEvent> frames() {
    return List.copyOf(frames);
  }

  /** Data of the frames so far. */
  public List<String> data() {
    return frames().stream().map(SseEvent::data).toList();
  }

  /** The run's id, from the head of the answer. */
  public String run() {
    return headers.firstValue("Tidings-Run").orElseThrow();
  }

  /** The id of the request, from the head of the answer. */
  public String requestId() {
    return headers.firstValue("x-request-id").orElseThrow();
  }

  /** The conversation that stores it. */
  public String conversation() {
    return awaitData("\"run_started\"").json().get("conversation_id").textValue();
  }

  /** The first frame with this text in its data. */
  public SseEvent awaitData(String part) {
    return await(frame -> frame.data().contains(part), part);
  }

  public SseEvent await(Predicate<SseEvent> wanted, String what) {
    awaitUntil(() -> ended || frames.stream().anyMatch(wanted), what, PATIENCE);
    return frames().stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new AssertionError(what + " did not come: " + data()));
  }

  /** All frames, after the server has ended the stream normally. */
  public List<SseEvent> whole() {
    return awaitWhole(PATIENCE);
  }

  public List<SseEvent> awaitWhole(Duration atMost) {
    awaitUntil(() -> ended, "the end of the run", atMost);
    if (!whole) {
      throw new AssertionError("the stream was cut: " + data());
    }
    return frames();
  }

  /** All frames, after the server has broken the stream. */
  public List<SseEvent> broken() {
    awaitUntil(() -> ended, "the end of the stream", PATIENCE);
    if (whole) {
      throw new AssertionError("the stream looks whole: " + data());
    }
    return frames();
  }

  public boolean isEnded() {
    return ended;
  }

  /** Disconnects. */
  @Override
  public void close() {
    body.close();
  }
}
