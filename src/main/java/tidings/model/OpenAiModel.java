package tidings.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Any server that speaks OpenAI's chat completions. A call that fails before its first chunk is
 * made again; after it never, as what was said is said. Why not through a client library: see the
 * page of decisions.
 */
public final class OpenAiModel implements LanguageModel {

  private static final Logger LOG = Logger.getLogger(OpenAiModel.class.getName());
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(20);
  private static final Duration USAGE_GRACE = Duration.ofSeconds(5);
  private static final Duration NAMES_LIFE = Duration.ofMinutes(1);
  private static final int MAX_ERROR_BYTES = 64 << 10;
  private static final int OK = 200;

  private final ModelSettings settings;
  private final HttpClient http;
  private volatile List<String> known = List.of();
  private volatile long knownNanos;

  public OpenAiModel(ModelSettings settings) {
    this.settings = settings;
    // HTTP/1.1: over HTTP/2 one connection carries as many calls at once as the server allows.
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  @Override
  public List<String> names() throws InterruptedException {
    if (!settings.names().isEmpty()) {
      return settings.names();
    }
    if (known.isEmpty() || System.nanoTime() - knownNanos > NAMES_LIFE.toNanos()) {
      known = askedNames();
      knownNanos = System.nanoTime();
    }
    return known;
  }

  private List<String> askedNames() throws InterruptedException {
    var request = request("/models").GET().build();
    try {
      var response = await(http.sendAsync(request, BodyHandlers.ofString()));
      if (response.statusCode() != OK) {
        throw ModelException.refused(
            response.statusCode(), told(response.body()), retryAfter(response));
      }
      var names = new ArrayList<String>();
      JSON.readTree(response.body())
          .path("data")
          .forEach(model -> names.add(model.path("id").asText()));
      return List.copyOf(names);
    } catch (JsonProcessingException e) {
      throw ModelException.said("its list of models is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw ModelException.unreachable("the model cannot be reached: " + e.getMessage(), e);
    }
  }

  @Override
  public void stream(ObjectNode request, Chunks chunks) throws InterruptedException {
    var body = request.deepCopy().put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    var backoff = FIRST_BACKOFF;
    for (int left = settings.retries(); ; left--) {
      var reader = new ChunkReader(chunks);
      try {
        call(body, reader, chunks);
        return;
      } catch (ModelException e) {
        var wait = e.retryAfter().orElse(jittered(backoff));
        if (left == 0
            || reader.hasBegun()
            || !e.mayGoWellLater()
            || wait.compareTo(MAX_BACKOFF) > 0) {
          throw e;
        }
        LOG.log(Level.INFO, () -> "%s; once more in %d ms".formatted(e.told(), wait.toMillis()));
        Thread.sleep(wait);
        backoff = backoff.multipliedBy(2);
      }
    }
  }

  private static Duration jittered(Duration backoff) {
    return backoff.plusMillis(ThreadLocalRandom.current().nextLong(backoff.toMillis()));
  }

  private void call(ObjectNode body, ChunkReader reader, Chunks chunks)
      throws InterruptedException {
    var request =
        request("/chat/completions")
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try (var pieces = new Pieces()) {
      var response = await(http.sendAsync(request, BodyHandlers.ofPublisher()));
      response.body().subscribe(pieces);
      if (response.statusCode() != OK) {
        throw ModelException.refused(
            response.statusCode(), told(whole(pieces)), retryAfter(response));
      }
      if (response.headers().firstValue("Content-Type").orElse("").startsWith("application/json")) {
        chunks.take(asChunk(whole(pieces)));
        return;
      }
      read(pieces, reader);
    } catch (IOException e) {
      throw reader.hasBegun()
          ? ModelException.said("the connection to the model broke before it had finished")
          : ModelException.unreachable("the model cannot be reached: " + cause(e), e);
    }
  }

  private void read(Pieces pieces, ChunkReader reader) throws IOException, InterruptedException {
    while (!reader.isDone()) {
      byte[] piece;
      try {
        piece = pieces.next(reader.isFinished() ? USAGE_GRACE : settings.silence());
      } catch (IOException | ModelException e) {
        if (reader.isFinished()) {
          return; // it has said all but its usage
        }
        throw e;
      }
      if (piece == null) {
        if (!reader.isFinished()) {
          throw ModelException.said("the model's answer was cut before it had finished");
        }
        return;
      }
      reader.feed(piece);
    }
  }

  /** A server that does not stream answers whole: that is one chunk. */
  private static ObjectNode asChunk(byte[] body) throws JsonProcessingException {
    try {
      if (!(JSON.readTree(new String(body, StandardCharsets.UTF_8)) instanceof ObjectNode chunk)
          || chunk.hasNonNull("error")
          || !chunk.path("choices").isArray()) {
        throw ModelException.said("the model failed: " + told(body));
      }
      chunk.put("object", "chat.completion.chunk");
      for (var choice : chunk.path("choices")) {
        if (choice instanceof ObjectNode one
            && one.remove("message") instanceof ObjectNode message) {
          int index = 0;
          for (var call : message.path("tool_calls")) {
            ((ObjectNode) call).put("index", index++);
          }
          one.set("delta", message);
        }
      }
      return chunk;
    } catch (JsonProcessingException e) {
      throw ModelException.said("the model sent what is no JSON: " + e.getOriginalMessage());
    }
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(java.net.URI.create(settings.baseUrl() + path));
    if (settings.apiKey() != null) {
      request.header("Authorization", "Bearer " + settings.apiKey());
    }
    return request;
  }

  /** Waits for the response's head; an interrupt, or silence, ends the exchange with the wait. */
  private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> exchange)
      throws IOException, InterruptedException {
    try {
      return exchange.get(settings.silence().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      abandon(exchange);
      throw e;
    } catch (TimeoutException e) {
      abandon(exchange);
      throw ModelException.silent(
          "the model did not answer within " + settings.silence().toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private static <T> void abandon(CompletableFuture<HttpResponse<T>> exchange) {
    exchange.cancel(true);
    // It may have come meanwhile: then its connection is to be closed, too.
    var _ =
        exchange.thenAccept(
            late -> {
              if (late.body() instanceof Flow.Publisher<?> body) {
                cancel(body);
              }
            });
  }

  @SuppressWarnings("unchecked")
  private static void cancel(Flow.Publisher<?> body) {
    var pieces = new Pieces();
    pieces.close();
    ((Flow.Publisher<List<ByteBuffer>>) body).subscribe(pieces);
  }

  private byte[] whole(Pieces pieces) throws IOException, InterruptedException {
    var all = new java.io.ByteArrayOutputStream();
    for (var piece = pieces.next(settings.silence());
        piece != null && all.size() < MAX_ERROR_BYTES * 64;
        piece = pieces.next(settings.silence())) {
      all.write(piece);
    }
    return all.toByteArray();
  }

  private static String told(byte[] body) {
    return told(
        new String(body, 0, Math.min(body.length, MAX_ERROR_BYTES), StandardCharsets.UTF_8));
  }

  private static String told(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return json.isObject() ? ChunkReader.errorText(json) : shortened(body);
    } catch (JsonProcessingException e) {
      return shortened(body);
    }
  }

  private static String shortened(String text) {
    return text.length() > 500 ? text.substring(0, 500) + "…" : text;
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(null);
  }

  private static String cause(IOException e) {
    var text =
        e.getMessage() == null && e.getCause() != null ? e.getCause().toString() : e.getMessage();
    return text == null ? e.getClass().getSimpleName() : text;
  }
}
