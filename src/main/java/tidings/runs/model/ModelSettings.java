package tidings.runs.model;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server of an OpenAI-compatible model.
 *
 * @param baseUrl as far as {@code /v1}, without a slash at its end
 * @param apiKey sent as bearer token; null: none. Never logged
 * @param names models it has; empty: it is asked
 * @param connectTimeout for the connection
 * @param silence how long it may say nothing, before its first chunk or between two
 * @param retries how often a call is made again that failed before its first chunk
 * @param answerBytes how long one answer may be, as a stream of events
 */
public record ModelSettings(
    URI baseUrl,
    @Nullable String apiKey,
    List<String> names,
    Duration connectTimeout,
    Duration silence,
    int retries,
    long answerBytes) {

  /** Longest answer, if nothing is said of it. */
  public static final long ANSWER_BYTES = 64 << 20;

  public ModelSettings {
    names = List.copyOf(names);
  }

  /** With answers of {@link #ANSWER_BYTES}. */
  public ModelSettings(
      URI baseUrl,
      @Nullable String apiKey,
      List<String> names,
      Duration connectTimeout,
      Duration silence,
      int retries) {
    this(baseUrl, apiKey, names, connectTimeout, silence, retries, ANSWER_BYTES);
  }

  @Override
  public String toString() {
    return "ModelSettings[%s, names=%s]".formatted(baseUrl, names);
  }
}
