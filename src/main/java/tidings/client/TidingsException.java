package tidings.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The server refused a request, or did not answer. Its fields are those of the server's {@code
 * application/problem+json} (RFC 9457).
 */
public final class TidingsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient @Nullable String title;
  private final transient List<FieldError> errors;
  private final transient boolean own;
  private final transient @Nullable Duration retryAfter;

  /**
   * An input field that the server rejected.
   *
   * @param field its path, such as {@code [1].user}
   * @param message what is wrong
   */
  public record FieldError(String field, String message) {}

  /** What a server says about a refusal. */
  record Refusal(
      int status,
      @Nullable String title,
      @Nullable String detail,
      List<FieldError> errors,
      boolean own,
      @Nullable Duration retryAfter) {

    static final Refusal NONE = new Refusal(0, null, null, List.of(), false, null);

    private String message() {
      var text = detail != null ? detail : title != null ? title : "The server answered " + status;
      return errors.isEmpty()
          ? text
          : text
              + errors.stream()
                  .map(error -> error.field() + " " + error.message())
                  .collect(Collectors.joining(", ", " (", ")"));
    }
  }

  private TidingsException(String message, @Nullable Throwable cause, Refusal refusal) {
    super(message, cause);
    status = refusal.status();
    title = refusal.title();
    errors = List.copyOf(refusal.errors());
    own = refusal.own();
    retryAfter = refusal.retryAfter();
  }

  static TidingsException refused(Refusal refusal) {
    return new TidingsException(refusal.message(), null, refusal);
  }

  static TidingsException unanswered(String message, @Nullable Throwable cause) {
    return new TidingsException(message, cause, Refusal.NONE);
  }

  /** The same error, after the last attempt. */
  TidingsException last(String message) {
    return new TidingsException(
        message, this, new Refusal(status, title, null, errors, own, retryAfter));
  }

  /** The HTTP status; 0 if there was no answer. */
  public int status() {
    return status;
  }

  /** The title of the problem. */
  public Optional<String> title() {
    return Optional.ofNullable(title);
  }

  /** Each faulty field; empty where the problem does not concern the input. */
  public List<FieldError> errors() {
    return errors;
  }

  /** Whether Tidings itself refused, and not a gateway before it. */
  public boolean isOwn() {
    return own;
  }

  /** The wait that the server asks for. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Whether the status is temporary: a timeout, a limit, or an error of the server. */
  boolean isTransient() {
    return status == 408 || status == 429 || status >= 500;
  }
}
