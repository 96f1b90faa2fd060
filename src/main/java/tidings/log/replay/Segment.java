package tidings.log.replay;

import java.util.List;
import tidings.log.LogEntry;

/**
 * A range of one partition, read once for all clients that ask for it.
 *
 * @param begin its first position, or the begin of the log if that is later
 * @param end the position behind it
 * @param entries its events, without duplicates, in order
 * @param bytes memory that they take, approximately
 */
public record Segment(long begin, long end, List<Dated> entries, int bytes) {

  /**
   * Number of positions of a segment. Segments begin at multiples of it, or at the end of the
   * previous one.
   */
  public static final int LENGTH = 512;

  /** A segment of large events ends early. */
  public static final int MAX_BYTES = 1 << 20;

  public Segment {
    entries = List.copyOf(entries);
  }

  /**
   * @param partition as a cursor counts them
   * @param begin its first position
   */
  public record Key(long epoch, int partition, long begin) {

    /** The end of the segment, if it does not end early. */
    public long fullEnd() {
      return begin - begin % LENGTH + LENGTH;
    }
  }

  /**
   * An entry and the timestamp that Kafka has for it.
   *
   * @param millis since 1970
   */
  public record Dated(LogEntry entry, long millis) {
    public long position() {
      return entry.offset().position();
    }
  }

  /** Index of the first entry at or after a position. */
  int indexOf(long position) {
    int index = 0;
    while (index < entries.size() && entries.get(index).position() < position) {
      index++;
    }
    return index;
  }
}
