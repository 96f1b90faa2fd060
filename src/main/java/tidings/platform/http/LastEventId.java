package tidings.platform.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The position from which a client resumes. */
public final class LastEventId {

  private LastEventId() {}

  /**
   * The header wins over the parameter, unless it is empty: some libraries send it before they have
   * an id. Of several parameters the last one wins: polyfills append the newest id to the one that
   * their URL had.
   */
  public static @Nullable String of(@Nullable String header, List<String> parameters) {
    if (header != null && !header.isBlank()) {
      return header.strip();
    }
    return parameters.reversed().stream().filter(id -> !id.isBlank()).findFirst().orElse(null);
  }
}
