package tidings.push.endpoint;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;
import tidings.event.Texts;
import tidings.event.codec.Faults;
import tidings.event.codec.NameList;
import tidings.platform.http.BadRequestException;
import tidings.push.routing.Filter;
import tidings.sse.Format;
import tidings.sse.HeartbeatForm;

/** Reads the filter that a client asks for and collects its faults. One use, one thread. */
final class FilterReader {

  private final Faults faults = new Faults();

  /**
   * Reads the parameters of a subscription.
   *
   * @param types lists of patterns, which are combined; none: all types
   * @param topics likewise; none: no topics
   */
  Filter filter(
      List<String> types, List<String> topics, @Nullable String session, @Nullable String format) {
    Set<Pattern> asked =
        types.isEmpty()
            ? Set.of(Filter.ALL_TYPES)
            : patterns("types", split(types), Pattern::ofType);
    var filter =
        new Filter(
            asked,
            patterns("topics", split(topics), Pattern::ofTopic),
            session(session),
            format(format));
    refuseFaults();
    return filter;
  }

  private static List<String> split(List<String> lists) {
    return lists.stream().flatMap(list -> NameList.parse(list).stream()).toList();
  }

  /** Patterns of one list; its faults are collected under the field's name. */
  Set<Pattern> patterns(String field, List<String> texts, Function<String, Pattern> parse) {
    var patterns = new LinkedHashSet<Pattern>();
    if (texts.size() > Filter.MAX_PATTERNS) {
      faults.add(field, "has more than " + Filter.MAX_PATTERNS + " entries");
      return patterns;
    }
    for (var text : texts) {
      if (text.length() > Texts.MAX_CHARS) {
        faults.add(field, "has an entry longer than " + Texts.MAX_CHARS + " characters");
        continue;
      }
      try {
        patterns.add(parse.apply(text.strip()));
      } catch (IllegalArgumentException e) {
        faults.add(field, String.valueOf(e.getMessage()));
      }
    }
    return patterns;
  }

  private @Nullable String session(@Nullable String session) {
    if (session != null && (session.isBlank() || session.length() > Texts.MAX_CHARS)) {
      faults.add("session", "must be 1 to " + Texts.MAX_CHARS + " characters");
    }
    return session;
  }

  private Format format(@Nullable String format) {
    return switch (format) {
      case null -> Format.DATA;
      case "data" -> Format.DATA;
      case "cloudevents" -> Format.CLOUDEVENTS;
      default -> {
        faults.add("format", "must be data or cloudevents");
        yield Format.DATA;
      }
    };
  }

  /** The form of the heartbeats; {@code event} if none is asked for. */
  HeartbeatForm heartbeat(@Nullable String heartbeat) {
    if (heartbeat == null) {
      return HeartbeatForm.EVENT;
    }
    return HeartbeatForm.of(heartbeat)
        .orElseGet(
            () -> {
              fault("heartbeat", "must be event, id or comment");
              return HeartbeatForm.EVENT;
            });
  }

  void fault(String field, String message) {
    faults.add(field, message);
  }

  /**
   * @throws BadRequestException if there were faults
   */
  void refuseFaults() {
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults.list());
    }
  }
}
