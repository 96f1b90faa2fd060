package tidings.log.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.log.ExpiredException;
import tidings.log.LogEntry;
import tidings.log.LogReplay;
import tidings.log.LogUnavailableException;

/**
 * The entries between two cursors, merged from the segments of each partition: the oldest timestamp
 * first, each partition in its order.
 */
public final class SegmentReplay implements LogReplay {

  private static final int CHUNK = 256;

  private final Segments segments;
  private final long epoch;
  private final List<Lane> lanes;

  /**
   * @param from a cursor of the same log as {@code to}, perhaps with fewer partitions
   */
  public SegmentReplay(Segments segments, Cursor from, Cursor to) {
    this.segments = segments;
    epoch = to.epoch();
    lanes =
        new ArrayList<>(
            IntStream.range(0, to.partitions())
                .mapToObj(p -> new Lane(p, from.next(p), to.next(p)))
                .toList());
  }

  @Override
  public List<LogEntry> next() {
    var chunk = new ArrayList<LogEntry>();
    try {
      while (chunk.size() < CHUNK && fill()) {
        chunk.add(eldest().take());
      }
    } catch (LogUnavailableException | ExpiredException e) {
      if (chunk.isEmpty()) {
        throw e;
      }
      // The entries read so far go out first; the next call meets the failure again, if it lasts.
    }
    return chunk;
  }

  private Lane eldest() {
    var eldest = lanes.getFirst();
    for (var lane : lanes) {
      if (lane.millis() < eldest.millis()) {
        eldest = lane;
      }
    }
    return eldest;
  }

  /** Waits until every lane has an entry at its head; removes lanes that have ended. */
  private boolean fill() {
    for (var lane : lanes) {
      lane.prepare();
    }
    lanes.removeIf(lane -> !lane.hasNext());
    return !lanes.isEmpty();
  }

  @Override
  public void close() {
    lanes.clear();
  }

  /** One partition. */
  private final class Lane {
    private final int partition;
    private final long end;
    private long position;
    private @Nullable Segment segment;
    private int index;

    Lane(int partition, long position, long end) {
      this.partition = partition;
      this.position = position;
      this.end = end;
      if (position < end) {
        var _ = segments.request(key()); // so that all first segments load at the same time
      }
    }

    private Segment.Key key() {
      long begin = segment == null ? position - position % Segment.LENGTH : segment.end();
      return new Segment.Key(epoch, partition, begin);
    }

    boolean hasNext() {
      return position < end;
    }

    /** Moves to the next entry, or to the end. */
    void prepare() {
      while (position < end && head() == null) {
        var known = segment;
        if (known != null) {
          position = Math.max(position, known.end());
        }
        if (position < end) {
          advance();
        }
      }
      var head = head();
      if (head != null && head.position() >= end) {
        position = end;
      }
    }

    /** The next segment, which may end before the position if it ended early. */
    private void advance() {
      var loaded = segments.get(key());
      if (loaded.begin() > position) {
        throw new ExpiredException(
            "Kafka no longer has partition %d from %d to %d"
                .formatted(partition, position, loaded.begin()));
      }
      segment = loaded;
      index = loaded.indexOf(position);
    }

    private Segment.@Nullable Dated head() {
      var known = segment;
      return known == null || index == known.entries().size() ? null : known.entries().get(index);
    }

    long millis() {
      var head = head();
      return head == null ? Long.MAX_VALUE : head.millis();
    }

    LogEntry take() {
      var head = head();
      if (head == null) {
        throw new IllegalStateException("not prepared");
      }
      index++;
      position = head.position() + 1;
      return head.entry();
    }
  }
}
