package tidings.client;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one server.
 *
 * @param base URL of the server, without a slash at its end
 * @param headers of each request
 */
record HttpCalls(
    HttpClient http, String base, Map<String, String> headers, @Nullable TokenSupplier tokens) {

  /** Identifies this client: the server may answer a refusal with its status. */
  private static final String NAME = "java/1";

  private static final int MAX_RETRY_AFTER_DIGITS = 9;

  /** A failure to get a token. */
  static final class NoTokenException extends Exception {
    private static final long serialVersionUID = 1;

    NoTokenException(Exception cause) {
      super(AttemptOutcome.describe(cause), cause);
    }
  }

  /** Whether a retry after a 401 can succeed. */
  boolean canRefresh() {
    return tokens != null;
  }

  /** A request with the application's headers and its token. */
  HttpRequest.Builder request(String path, boolean refresh) throws NoTokenException {
    var request = HttpRequest.newBuilder(URI.create(base + path)).header("Tidings-Client", NAME);
    headers.forEach(request::setHeader);
    if (tokens != null) {
      request.setHeader("Authorization", "Bearer " + token(tokens, refresh));
    }
    return request;
  }

  private static String token(TokenSupplier tokens, boolean refresh) throws NoTokenException {
    try {
      var token = tokens.token(refresh);
      // The JDK would name the token in its own complaint.
      if (token == null || token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new IllegalStateException(
            "the token is empty, or has a character that none may have");
      }
      return token;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoTokenException(e);
    } catch (Exception e) {
      throw new NoTokenException(e);
    }
  }

  /** Sends a request, and reads its answer within a time, its body included. */
  HttpResponse<String> send(HttpRequest request, Duration atMost)
      throws IOException, InterruptedException {
    return await(
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)),
        atMost);
  }

  /** Waits for an answer; without one the exchange is cancelled. */
  static <T> T await(CompletableFuture<T> answer, Duration atMost)
      throws IOException, InterruptedException {
    try {
      return answer.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer in " + atMost.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      var cause = e.getCause();
      throw new IOException(cause == null ? "" + e : AttemptOutcome.describe(cause), cause);
    } finally {
      answer.cancel(true);
    }
  }

  /** Whether the body has this media type, in any case. */
  static boolean isOfType(HttpHeaders headers, String type) {
    var essence = headers.firstValue("Content-Type").orElse("").split(";", 2)[0];
    return essence.strip().toLowerCase(Locale.ROOT).equals(type);
  }

  /** A refusal. Without a body of {@code problem+json} it has only the status. */
  static TidingsException refusal(int status, HttpHeaders headers, String body) {
    var problem = Json.parseObject(body);
    boolean own =
        isOfType(headers, "application/problem+json")
            && Json.numberOf(problem, "status").filter(stated -> stated == status).isPresent();
    return TidingsException.refused(
        new TidingsException.Refusal(
            status,
            Json.textOf(problem, "title").orElse(null),
            Json.textOf(problem, "detail").orElse(null),
            errors(problem.get("errors")),
            own,
            headers.firstValue("Retry-After").map(HttpCalls::retryAfter).orElse(null)));
  }

  private static List<TidingsException.FieldError> errors(@Nullable Object named) {
    var errors = new ArrayList<TidingsException.FieldError>();
    if (named instanceof List<?> list) {
      for (var element : list) {
        var error = Json.asObject(element);
        Json.textOf(error, "field")
            .ifPresent(
                field ->
                    Json.textOf(error, "message")
                        .ifPresent(
                            message ->
                                errors.add(new TidingsException.FieldError(field, message))));
      }
    }
    return errors;
  }

  /** Reads {@code Retry-After}: seconds or a date. Anything else asks for no wait. */
  private static @Nullable Duration retryAfter(String value) {
    var text = value.strip();
    if (text.matches("[0-9]{1," + MAX_RETRY_AFTER_DIGITS + "}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      var date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
      var wait = Duration.between(Instant.now(), date);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** A list as a parameter: several names with commas, or a JSON array if a name has one itself. */
  static String list(List<String> names) {
    if (names.stream().noneMatch(name -> name.contains(",") || name.startsWith("["))) {
      return String.join(",", names);
    }
    return names.stream()
        .map(
            name -> {
              var quoted = new StringBuilder();
              Json.quote(quoted, name);
              return quoted;
            })
        .collect(Collectors.joining(",", "[", "]"));
  }

  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
