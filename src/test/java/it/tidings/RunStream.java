package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import tidings.sse.EventStreamParser;

/** The stream of a run as its watcher reads it. Thread-safe. */
public final class RunStream implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpHeaders headers;
  private final InputStream body;
  private final List<SseEvent> frames = new ArrayList<>(); // guarded by this
  private volatile boolean ended;
  private volatile boolean whole;

  private RunStream(HttpHeaders headers, InputStream body) {
    this.headers = headers;
    this.body = body;
    Thread.ofVirtual().name("run-stream").start(this::read);
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

  /** Watches a run from behind a frame. */
  public static RunStream resume(Client client, String run, String lastEventId) {
    return open(
        client.request("/api/runs/" + run + "/events").header("Last-Event-ID", lastEventId).GET());
  }

  private static RunStream open(HttpRequest.Builder request) {
    try {
      HttpResponse<InputStream> response =
          HTTP.send(
              request.header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw new AssertionError(
            response.statusCode()
                + " "
                + new String(
                    response.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
      }
      assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
      return new RunStream(response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    var parser = new EventStreamParser(message -> add(SseEvent.of(message)));
    var buffer = new byte[16384];
    try (body) {
      for (int count; (count = body.read(buffer)) >= 0; ) {
        parser.feed(buffer, 0, count);
      }
      whole = true;
    } catch (IOException e) {
      // It was cut: here, or by the server.
    } finally {
      end();
    }
  }

  private synchronized void add(SseEvent frame) {
    frames.add(frame);
    notifyAll();
  }

  private synchronized void end() {
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

  /** What has come. */
  public synchronized List<SseEvent> frames() {
    return List.copyOf(frames);
  }

  /** Data of what has come. */
  public List<String> data() {
    return frames().stream().map(SseEvent::data).toList();
  }

  /** The run's id, as the head of the answer has it. */
  public String run() {
    return headers.firstValue("Tidings-Run").orElseThrow();
  }

  /** The id of the request, as the head of the answer has it. */
  public String requestId() {
    return headers.firstValue("x-request-id").orElseThrow();
  }

  /** The conversation in which it is kept. */
  public String conversation() {
    return awaitData("\"run_started\"").json().get("conversation_id").textValue();
  }

  /** The first frame with this in its data. */
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

  /** All frames, when the server has ended the stream in peace. */
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

  /** All frames, when the server has broken the stream off. */
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

  /** Leaves. */
  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
