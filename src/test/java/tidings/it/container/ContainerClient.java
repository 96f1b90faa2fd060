package tidings.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Calls the server of the container tests from outside. */
final class ContainerClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration START = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();

  String origin() {
    return "http://localhost:" + System.getProperty("tidings.container.port");
  }

  private static Path server() {
    return Path.of(
        System.getProperty("tidings.container.folder"),
        "servers",
        System.getProperty("tidings.container.name"));
  }

  /** Deploys an application as a file in the folder that the server monitors. */
  void drop(String name, InputStream application) throws IOException {
    var whole = server().resolve(name);
    Files.copy(application, whole);
    var folder = Files.createDirectories(server().resolve("dropins"));
    Files.move(whole, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes an application that was deployed by {@link #drop}. */
  void remove(String name) throws IOException {
    Files.delete(server().resolve("dropins").resolve(name));
  }

  /** Waits until the server has logged this text. */
  void awaitLog(String text) {
    var file = server().resolve("logs/messages.log");
    Awaitility.await(text).atMost(START).until(() -> Files.readString(file).contains(text));
  }

  String token(String user, String group) throws IOException, InterruptedException {
    var body = "{\"user\":\"%s\",\"groups\":[\"%s\"]}".formatted(user, group);
    return post("/dev/token", Map.of(), body, 200)
        .replaceFirst("^.*\"token\":\"([^\"]+)\".*$", "$1");
  }

  Stream<String> subscribe(String path, String token) throws IOException, InterruptedException {
    var headers = new HashMap<>(bearer(token));
    headers.put("Accept", "text/event-stream");
    var stream = http.send(request(path, headers).build(), BodyHandlers.ofLines());
    assertEquals(200, stream.statusCode());
    return stream.body();
  }

  String get(String path, String token, int status) throws IOException, InterruptedException {
    return body(http.send(request(path, bearer(token)).build(), BodyHandlers.ofString()), status);
  }

  /** Calls the server itself, outside of the context root. */
  String getAt(String path, int status) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(origin() + path)).timeout(PATIENCE).build();
    return body(http.send(request, BodyHandlers.ofString()), status);
  }

  CompletableFuture<HttpResponse<String>> getLater(String path, String token) {
    return http.sendAsync(request(path, bearer(token)).build(), BodyHandlers.ofString());
  }

  String post(String path, String token, String body, int status)
      throws IOException, InterruptedException {
    return post(path, bearer(token), body, status);
  }

  String post(String path, Map<String, String> headers, String body, int status)
      throws IOException, InterruptedException {
    var request =
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return body(http.send(request, BodyHandlers.ofString()), status);
  }

  private static String body(HttpResponse<String> answer, int status) {
    assertEquals(status, answer.statusCode(), answer::body);
    return answer.body();
  }

  /** Waits until a metric is at least this value. */
  void awaitMetric(String name, @Nullable String observer, double least) {
    Awaitility.await().atMost(PATIENCE).until(() -> metric(name, observer) >= least);
  }

  private double metric(String name, @Nullable String observer)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(origin() + "/metrics")).build();
    return http.send(request, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> observer == null || line.contains("observer=\"" + observer + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(-1);
  }

  private static Map<String, String> bearer(String token) {
    return token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token);
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create(origin() + "/tidings" + path)).timeout(PATIENCE);
    headers.forEach(request::header);
    return request;
  }

  /** Also ends the streams; otherwise Liberty waits for them. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
