package tidings.runs.model;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server of an OpenAI-compatible model.
 *
 * @param baseUrl up to and including {@code /v1}, without a slash at its end
 * @param apiKey sent as bearer token; null: none. Never logged
 * @param names its models; empty: the server is asked for them
 * @param connectTimeout maximum time to connect
 * @param readTimeout maximum time before the first chunk, or between two
 * @param retries maximum number of retries of a call that failed before its first chunk
 * @param answerBytes maximum size of one answer, as a stream of events
 */
public record ModelSettings(
    URI baseUrl,
    @Nullable String apiKey,
    List<String> names,
    Duration connectTimeout,
    Duration readTimeout,
    int retries,
    long answerBytes) {

  /** Default of the maximum size of an answer. */
  public static final long ANSWER_BYTES = 64 << 20;

  public ModelSettings {
    names = List.copyOf(names);
  }

  /** Creates settings with answers of {@link #ANSWER_BYTES}. */
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
