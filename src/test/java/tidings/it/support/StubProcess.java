package tidings.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** The handle of the tests on the process of an {@link OpenAiStub}. */
public final class StubProcess implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ChildProcess process;
  private final int port;

  private StubProcess(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  public static StubProcess start() {
    int port = FreePort.find();
    var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    var command =
        List.of(
            java,
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            OpenAiStub.class.getName(),
            String.valueOf(port));
    try {
      var folder = Files.createDirectories(Path.of("target/it"));
      var output = Files.createTempFile(folder, "stub", ".log");
      var stub = new StubProcess(ChildProcess.start(command, Map.of(), output), port);
      Awaitility.await("the stub listens; see " + output)
          .failFast("it ended", () -> !stub.process.isAlive())
          .until(stub::listens);
      return stub;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean listens() {
    try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The value of a server's {@code tidings.model.base-url}. */
  public String url() {
    return "http://localhost:" + port + "/v1";
  }

  /** Requests with these words in their messages, the oldest first, without those for titles. */
  public List<JsonNode> seen(String words) {
    var seen = new ArrayList<JsonNode>();
    for (var request : Json.read(send("GET", "/seen"))) {
      var messages = request.path("body").path("messages");
      if (messages.toString().contains(words)
          && !messages.path(0).toString().contains("Give what the user wrote a title")) {
        seen.add(request);
      }
    }
    return seen;
  }

  /** Waits for a request with these words. */
  public JsonNode awaitSeen(String words) {
    Awaitility.await("the model is asked " + words)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !seen(words).isEmpty());
    return seen(words).getLast();
  }

  /** Waits until the client of the newest such request has disconnected, and returns the time. */
  public long awaitLeft(String words) {
    Awaitility.await("the client leaves the model that was asked " + words)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> seen(words).getLast().get("left").longValue() > 0);
    return seen(words).getLast().get("left").longValue();
  }

  /** Opens a gate for all that wait at it. */
  public void open(String gate) {
    send("POST", "/gates/" + gate);
  }

  private String send(String method, String path) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      return HTTP.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.kill();
  }
}
