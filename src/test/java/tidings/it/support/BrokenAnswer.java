package tidings.it.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The answer to a stream that fails: refused with a status, or begun and broken off. Immutable. */
public final class BrokenAnswer {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int status;
  private final String body;
  private final boolean cut;

  public BrokenAnswer(Client client, Object asked) {
    var request =
        client
            .request("/v1/chat/completions")
            .header("Content-Type", Client.JSON)
            .POST(BodyPublishers.ofString(Json.write(asked)))
            .build();
    var bytes = new ByteArrayOutputStream();
    try {
      var response = HTTP.send(request, BodyHandlers.ofPublisher());
      status = response.statusCode();
      var whole = new CompletableFuture<Boolean>();
      try (var _ = new Arrival(response.body(), bytes::writeBytes, whole::complete)) {
        cut = !whole.get(30, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the answer does not end", e);
    }
    body = bytes.toString(StandardCharsets.UTF_8);
  }

  public boolean isRefused() {
    return status >= 400;
  }

  /** Whether the connection was closed before the body had ended. */
  public boolean isCut() {
    return cut && !body.contains("[DONE]");
  }

  /** The message of its error. */
  public String error() {
    var from = body.lastIndexOf("{\"error\"");
    var line = body.substring(Math.max(0, from)).lines().findFirst().orElse("");
    return Json.read(line).path("error").path("message").asText();
  }

  @Override
  public String toString() {
    return status + " " + (cut ? "cut: " : "whole: ") + body;
  }
}
