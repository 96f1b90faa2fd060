package tidings.runs.model.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import tidings.platform.retry.RetryPolicy;
import tidings.runs.model.AnswerLimits;
import tidings.runs.model.LanguageModel;
import tidings.runs.model.ModelError;
import tidings.runs.model.ModelException;
import tidings.runs.model.ModelSettings;

/**
 * Any server that supports OpenAI's chat completions. A call that fails before its first chunk is
 * retried; after it never, because the chunks have been delivered. Why not through a client
 * library: see the decision records.
 */
public final class OpenAiModel implements LanguageModel {

  private static final Logger LOG = Logger.getLogger(OpenAiModel.class.getName());
  private static final JsonMapper JSON = BoundedJson.mapper(AnswerLimits.EVENT_TOKENS);

  /** A call fails rather than wait for longer than the longest pause. */
  private static final RetryPolicy RETRY =
      new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(20));

  private static final Duration NAMES_LIFE = Duration.ofMinutes(1);
  private static final int MAX_ERROR_BYTES = 64 << 10;
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private final ModelSettings settings;
  private final Clock clock;
  private final HttpClient http;
  private final RefusedFields refused = new RefusedFields();
  private volatile List<String> known = List.of();
  private volatile long knownNanos;

  /**
   * @param clock for a {@code Retry-After} with a date
   */
  public OpenAiModel(ModelSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
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
      known = requestModelNames();
      knownNanos = System.nanoTime();
    }
    return known;
  }

  private List<String> requestModelNames() throws InterruptedException {
    var request = request("/models").GET().build();
    try {
      var text = BodyHandlers.limiting(BodyHandlers.ofString(), AnswerLimits.LIST_BYTES);
      var response = await(http.sendAsync(request, text));
      if (response.statusCode() != OK) {
        throw refusal(response, response.body().getBytes(StandardCharsets.UTF_8));
      }
      return ModelNames.of(JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      throw ModelException.invalidAnswer(
          "the model's list of models is not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw ModelException.unreachable("the model cannot be reached: " + e.getMessage(), e);
    }
  }

  @Override
  public void stream(ObjectNode request, Chunks chunks) throws InterruptedException {
    var model = request.path("model").asText();
    var body = request.deepCopy().put("stream", true);
    body.withObjectProperty("stream_options").put("include_usage", true);
    RefusedFields.without(refused.of(model), body);
    var left = new HashSet<String>();
    var backOff = RETRY.backOff();
    for (int retries = settings.retries(); ; ) {
      var call = new ModelCall(body, chunks, settings.readTimeout(), settings.answerBytes());
      try {
        make(call);
        if (!left.isEmpty()) {
          refused.remember(model, left);
        }
        return;
      } catch (ModelException e) {
        if (call.hasBegun()) {
          throw e;
        }
        var fields = RefusedFields.namedBy(e, body);
        if (!fields.isEmpty()) {
          LOG.log(
              Level.INFO,
              () -> "%s; the call is repeated without %s".formatted(e.message(), fields));
          RefusedFields.without(fields, body);
          left.addAll(fields);
          continue;
        }
        var wait = e.retryAfter().orElseGet(backOff::next);
        if (retries-- == 0 || !e.isRetryable() || wait.compareTo(RETRY.longest()) > 0) {
          throw e;
        }
        LOG.log(
            Level.INFO,
            () -> "%s; the next attempt follows in %d ms".formatted(e.message(), wait.toMillis()));
        Thread.sleep(wait);
      }
    }
  }

  private void make(ModelCall call) throws InterruptedException {
    var request =
        request("/chat/completions")
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(call.body()))
            .build();
    try (var pieces = new BodyChunks()) {
      var response = await(http.sendAsync(request, BodyHandlers.ofPublisher()));
      response.body().subscribe(pieces);
      var body = decoded(response, new PieceStream(pieces, call::readTimeout));
      if (response.statusCode() / 100 != 2) {
        throw refusal(response, body.readNBytes(MAX_ERROR_BYTES));
      }
      call.read(body);
    } catch (InterruptedIOException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (IOException e) {
      throw ModelException.unreachable("the model cannot be reached: " + cause(e), e);
    }
  }

  /** Some servers compress without a request to do so. */
  private static InputStream decoded(HttpResponse<?> response, InputStream body)
      throws IOException {
    var encoding =
        response
            .headers()
            .firstValue("Content-Encoding")
            .orElse("")
            .strip()
            .toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "", "identity" -> body;
      case "gzip", "x-gzip" -> new GZIPInputStream(body);
      case "deflate" -> new InflaterInputStream(body);
      default ->
          throw ModelException.invalidAnswer(
              "the model answered in the encoding '" + encoding + "'");
    };
  }

  private ModelException refusal(HttpResponse<?> response, byte[] body) {
    int status = response.statusCode();
    var text = new String(body, StandardCharsets.UTF_8);
    var error =
        response
            .headers()
            .firstValue("Location")
            .filter(_ -> status / 100 == 3)
            .map(to -> ModelError.text("it has moved to " + to + ": set tidings.model.base-url"))
            .orElseGet(() -> ModelError.of(text));
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      LOG.log(
          Level.WARNING,
          () -> "The model's server answered %d: %s".formatted(status, error.message()));
    }
    var retryAfter = RetryAfter.of(response.headers(), clock.instant());
    return ModelException.refused(
        status, error, retryAfter == null ? RetryAfter.inBody(text) : retryAfter);
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(java.net.URI.create(settings.baseUrl() + path));
    if (settings.apiKey() != null) {
      request.header("Authorization", "Bearer " + settings.apiKey());
    }
    return request;
  }

  /**
   * Waits for the response's head; an interrupt, or the timeout, ends the exchange with the wait.
   */
  private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> exchange)
      throws IOException, InterruptedException {
    try {
      return exchange.get(settings.readTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      abandon(exchange);
      throw e;
    } catch (TimeoutException e) {
      abandon(exchange);
      throw ModelException.readTimeout(
          "the model did not answer within " + settings.readTimeout().toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private static <T> void abandon(CompletableFuture<HttpResponse<T>> exchange) {
    exchange.cancel(true);
    // The response may have arrived meanwhile: then its connection must be closed, too.
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
    var pieces = new BodyChunks();
    pieces.close();
    ((Flow.Publisher<List<ByteBuffer>>) body).subscribe(pieces);
  }

  private static String cause(IOException e) {
    var text =
        e.getMessage() == null && e.getCause() != null ? e.getCause().toString() : e.getMessage();
    return text == null ? e.getClass().getSimpleName() : text;
  }
}
