package it.tidings.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tidings.bus.Published;
import tidings.codec.EventReader;
import tidings.connection.Connections;
import tidings.connection.Outlet;
import tidings.log.EventLog;
import tidings.security.Caller;
import tidings.security.Grants;
import tidings.sse.Format;
import tidings.sse.Frame;

@ExtendWith({ContainerFolder.class, ArquillianExtension.class})
public class ContainerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Inject @Nullable EventLog log;
  @Inject @Nullable EventReader reader;
  @Inject @Nullable Witness witness;
  @Inject @Nullable Connections connections;

  @Deployment
  public static WebArchive tidings() {
    return Deployments.tidingsWith(Witness.class);
  }

  @Test
  public void whatTheLogTakesIsFiredAtTheBeansOfTheApplicationInItsOrder() throws Exception {
    assertNotNull(log);
    assertNotNull(reader);
    for (int i = 0; i < 3; i++) {
      var json = "{\"type\":\"inside\",\"user\":\"alice\",\"data\":{\"n\":%d}}".formatted(i);
      var appended =
          log.append(reader.plain(json.getBytes(StandardCharsets.UTF_8)))
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      assertEquals(1, appended.accepted());

      var published = next();
      assertEquals("inside", published.event().type());
      assertEquals(appended.cursor(), published.cursor());
      assertEquals(
          "event: inside\nid: %s\ndata: {\"n\":%d}\n\n".formatted(appended.cursor(), i),
          new String(published.frame(Format.DATA).bytes(), StandardCharsets.UTF_8));
    }
  }

  /** The next of this test's events: those of others may be among them. */
  private Published next() throws InterruptedException {
    assertNotNull(witness);
    for (var published = witness.next(); published != null; published = witness.next()) {
      if (published.event().type().equals("inside")) {
        return published;
      }
    }
    throw new AssertionError("nothing was fired");
  }

  @Test
  public void streamOfTheManagerIsDrainedClosedAndForgotten() throws Exception {
    assertNotNull(connections);
    var caller = new Caller("inside", Set.of(), Grants.NONE, null, Instant.now().plusSeconds(3600));
    var outlet = new Paper();
    var connection = connections.open(caller, "nowhere", outlet);
    var finished = new CountDownLatch(1);
    connection.onFinished(finished::countDown);

    connection.offer(Frame.control("data: 1\n\n".getBytes(StandardCharsets.UTF_8)));
    connection.close();

    assertTrue(finished.await(10, TimeUnit.SECONDS), "the stream was not finished");
    assertEquals(
        """
        data: 1

        event: tidings.close
        data: {"code":1005,"reason":"lifetime","reconnect":true,"after":0}

        """,
        String.join("", outlet.written));
    assertTrue(outlet.ended.get());
    assertTrue(connections.find(connection.id()).isEmpty());
  }

  /** A response that keeps what is written to it. */
  private static final class Paper implements Outlet {
    private final Queue<String> written = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public void write(List<Frame> frames) {
      frames.forEach(frame -> written.add(new String(frame.bytes(), StandardCharsets.UTF_8)));
    }

    @Override
    public void end() {
      ended.set(true);
    }
  }

  @Test
  @RunAsClient
  public void streamDeliversWhatIsPublished() throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var answer = post(http, "/dev/token", "", "{\"user\":\"alice\",\"groups\":[\"publisher\"]}");
      assertEquals(200, answer.statusCode(), answer::body);
      var token = answer.body().replaceFirst("^.*\"token\":\"([^\"]+)\".*$", "$1");
      var subscription =
          request("/api/events?types=outside", token).header("Accept", "text/event-stream").build();
      var stream = http.send(subscription, BodyHandlers.ofLines());
      assertEquals(200, stream.statusCode());

      var published = post(http, "/api/events", token, "{\"type\":\"outside\",\"data\":\"hello\"}");
      assertEquals(202, published.statusCode(), published::body);

      try (var lines = stream.body()) {
        assertEquals(
            List.of("event: tidings.open", "event: outside"),
            lines.filter(line -> line.startsWith("event:")).limit(2).toList());
      }
      http.shutdownNow(); // else Liberty waits for the stream
    }
  }

  private static HttpResponse<String> post(HttpClient http, String path, String token, String body)
      throws IOException, InterruptedException {
    var request =
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path, String token) {
    var port = System.getProperty("tidings.container.port");
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/tidings" + path))
            .timeout(PATIENCE);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }
}
