package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** One caller of one server: sends its token with each request. */
public final class Client {

  public static final String JSON = "application/json";
  public static final String CLOUDEVENT = "application/cloudevents+json";
  public static final String BATCH = "application/cloudevents-batch+json";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final LibertyServer server;
  private final Map<String, String> headers;

  private Client(LibertyServer server, Map<String, String> headers) {
    this.server = server;
    this.headers = headers;
  }

  public static Client anonymous(LibertyServer server) {
    return new Client(server, Map.of());
  }

  /** The caller that the token names, with the token as bearer. */
  public static Client bearer(LibertyServer server, String token) {
    return with(server, Map.of("Authorization", "Bearer " + token));
  }

  /** A caller that sends these headers with each request. */
  public static Client with(LibertyServer server, Map<String, String> headers) {
    return new Client(server, headers);
  }

  /** Signed in by the server's development identity. */
  public static Client of(LibertyServer server, Claims claims) {
    return bearer(server, Tokens.dev(server, claims));
  }

  /** A caller that may publish anything. */
  public static Client publisher(LibertyServer server) {
    return of(server, Claims.of("publisher").inGroups("publisher"));
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer post(String path, String contentType, String body) {
    return send("POST", path, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  public Answer send(String method, String path, String contentType, byte[] body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /** A request with this caller's headers, to be completed and sent. */
  public HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(server.uri(path));
    headers.forEach(request::header);
    return request;
  }

  public Answer send(HttpRequest.Builder request) {
    var response = exchange(request, BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  /** Requests a stream and disconnects immediately if there is one; a refusal is returned. */
  public Answer subscribe(String query) {
    var response =
        exchange(
            request("/api/events?" + query)
                .header("Accept", "text/event-stream")
                .header("Tidings-Client", "test/1")
                .GET(),
            BodyHandlers.ofInputStream());
    try (var body = response.body()) {
      var text = response.statusCode() == 200 ? new byte[0] : body.readAllBytes();
      return new Answer(
          response.statusCode(), response.headers(), new String(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> HttpResponse<T> exchange(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    try {
      return HTTP.send(request.timeout(PATIENCE).build(), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Publishes plain JSON: an event as a map, or a list of them.
   *
   * @throws IllegalStateException if it was not accepted
   */
  public void publish(Object events) {
    var answer = post("/api/events", JSON, Json.write(events));
    if (answer.status() != 202) {
      throw new IllegalStateException(answer.status() + " " + answer.body());
    }
  }

  /** Opens a stream; the query is what follows {@code /api/events?}. */
  public SseClient stream(String query) {
    return SseClient.open(server, "/api/events?" + query, headers);
  }
}
