package tidings.runs.conversation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A cursor in a list that is ordered by time, newest first, and within one time by id. Opaque text
 * to the client.
 */
public record PageCursor(Instant updated, String id) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\.([\\w-]{1,40})");
  private static final long MICROS = 1_000_000;

  public static PageCursor behind(Conversation last) {
    return new PageCursor(last.updated(), last.id());
  }

  /** Parses the result of {@link #toString}. */
  public static Optional<PageCursor> parse(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    long micros = Long.parseLong(match.group(1));
    var at = Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1_000);
    return Optional.of(new PageCursor(at, match.group(2)));
  }

  @Override
  public String toString() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, updated) + "." + id;
  }
}
