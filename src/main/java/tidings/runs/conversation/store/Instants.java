package tidings.runs.conversation.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Times as both databases store them: to the microsecond, in UTC. Jakarta Persistence 3.1 does not
 * support {@link Instant}.
 */
final class Instants {

  private Instants() {}

  static Instant rounded(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  static OffsetDateTime stored(Instant time) {
    return rounded(time).atOffset(ZoneOffset.UTC);
  }

  static @Nullable Instant read(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
