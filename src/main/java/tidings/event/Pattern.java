package tidings.event;

import java.util.ArrayList;
import java.util.List;

/**
 * A filter on segmented names: event types ({@code .}) and topics ({@code /}). A segment {@code *}
 * stands for exactly one segment, a last segment {@code **} for one or more.
 *
 * <p>Immutable and thread-safe.
 *
 * @param separator {@code .} or {@code /}
 * @param segments at least one, none empty
 */
public record Pattern(char separator, List<String> segments) {

  public static final String ONE = "*";
  public static final String REST = "**";

  /** Maximum number of segments: matching a name takes that many steps at most. */
  public static final int MAX_SEGMENTS = 16;

  public Pattern {
    segments = List.copyOf(segments);
  }

  /** A pattern over event types. */
  public static Pattern ofType(String text) {
    return parse(text, '.');
  }

  /** A pattern over topics. */
  public static Pattern ofTopic(String text) {
    return parse(text, '/');
  }

  /**
   * @throws IllegalArgumentException naming the fault: too many segments, an empty segment, a
   *     {@code *} inside a segment, or a {@code **} that is not last
   */
  private static Pattern parse(String text, char separator) {
    var segments = split(text, separator);
    if (segments.size() > MAX_SEGMENTS) {
      throw new IllegalArgumentException(
          "'" + text + "' has more than " + MAX_SEGMENTS + " segments");
    }
    for (int i = 0; i < segments.size(); i++) {
      var segment = segments.get(i);
      if (segment.isEmpty()) {
        throw new IllegalArgumentException("'" + text + "' has an empty segment");
      }
      if (segment.equals(REST) && i < segments.size() - 1) {
        throw new IllegalArgumentException("'" + text + "' has ** before its last segment");
      }
      if (segment.indexOf('*') >= 0 && !segment.equals(ONE) && !segment.equals(REST)) {
        throw new IllegalArgumentException(
            "'" + text + "' has a * inside a segment; * and ** stand for whole segments");
      }
    }
    return new Pattern(separator, segments);
  }

  /** Segments of a name; an empty name has one empty segment. */
  public static List<String> split(String name, char separator) {
    var segments = new ArrayList<String>(4);
    int start = 0;
    for (int end; (end = name.indexOf(separator, start)) >= 0; start = end + 1) {
      segments.add(name.substring(start, end));
    }
    segments.add(name.substring(start));
    return segments;
  }

  /** Whether it matches exactly one name. */
  public boolean isExact() {
    return !segments.contains(ONE) && !segments.contains(REST);
  }

  /** Whether the pattern matches the name. Allocates nothing. */
  public boolean matches(String name) {
    int start = 0;
    for (var segment : segments) {
      if (start > name.length()) {
        return false;
      }
      if (segment.equals(REST)) {
        return true;
      }
      int end = name.indexOf(separator, start);
      end = end < 0 ? name.length() : end;
      if (!segment.equals(ONE) && !isAt(segment, name, start, end)) {
        return false;
      }
      start = end + 1;
    }
    return start > name.length();
  }

  private static boolean isAt(String segment, String name, int start, int end) {
    return segment.length() == end - start && name.startsWith(segment, start);
  }

  /** Whether every name that {@code other} matches is also matched by this pattern. */
  public boolean covers(Pattern other) {
    for (int i = 0; i < segments.size(); i++) {
      var mine = segments.get(i);
      if (mine.equals(REST)) {
        return other.segments.size() > i;
      }
      if (i >= other.segments.size()) {
        return false;
      }
      var theirs = other.segments.get(i);
      if (theirs.equals(REST) || !(mine.equals(ONE) || mine.equals(theirs))) {
        return false;
      }
    }
    return other.segments.size() == segments.size();
  }

  @Override
  public String toString() {
    return String.join(String.valueOf(separator), segments);
  }
}
