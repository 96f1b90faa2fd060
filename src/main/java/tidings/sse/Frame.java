package tidings.sse;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tidings.event.ConflationKey;
import tidings.event.Priority;
import tidings.log.Cursor;
import tidings.log.LogEntry;

/**
 * Bytes of one frame, shared by every connection that sends it: they must not be changed. The frame
 * of an event has the event and its cursor, so that a connection that sends it out of order can use
 * a copy with another id. Immutable and thread-safe.
 */
public final class Frame {

  /** A comment that no client shows: it only tests whether the connection can be written. */
  public static final Frame PROBE = control(SseEncoder.comment(""));

  private final byte[] bytes;
  private final Priority priority;
  private final @Nullable LogEntry entry;
  private final @Nullable Cursor cursor;
  private final @Nullable ConflationKey conflationKey;
  private final boolean ranked;
  private final boolean expires;
  private final boolean opens;

  private Frame(
      byte[] bytes,
      Priority priority,
      @Nullable LogEntry entry,
      @Nullable Cursor cursor,
      boolean opens) {
    this.bytes = bytes;
    this.opens = opens;
    this.priority = priority;
    this.entry = entry;
    this.cursor = cursor;
    conflationKey = entry == null ? null : ConflationKey.of(entry.event());
    ranked = entry != null && priority != Priority.NORMAL;
    expires = entry != null && entry.event().expires() != null;
  }

  /** A frame of the server itself. */
  public static Frame control(byte[] bytes) {
    return new Frame(bytes, Priority.HIGH, null, null, false);
  }

  /** The first frame of a stream: nothing comes before it. */
  public static Frame opening(byte[] bytes) {
    return new Frame(bytes, Priority.HIGH, null, null, true);
  }

  /** A frame of the application that is not in the log. */
  public static Frame plain(byte[] bytes) {
    return new Frame(bytes, Priority.NORMAL, null, null, false);
  }

  /**
   * The frame of an event.
   *
   * @param cursor its id: the cursor behind the event
   * @param data its data
   */
  public static Frame of(LogEntry entry, Cursor cursor, String data) {
    var event = entry.event();
    var bytes = SseEncoder.event(event.type(), cursor.toString(), data);
    return new Frame(bytes, event.priority(), entry, cursor, false);
  }

  /** The same frame of an event with another id. */
  public Frame at(Cursor newCursor) {
    if (newCursor.equals(cursor)) {
      return this;
    }
    var copy = SseEncoder.withId(bytes, newCursor.toString());
    return new Frame(copy, priority, event(), newCursor, false);
  }

  /** The frame with its closing empty line. */
  public byte[] bytes() {
    return bytes;
  }

  /** Size in bytes. */
  public int size() {
    return bytes.length;
  }

  /** The order in which a full queue drops frames, and a waiting queue sends them. */
  public Priority priority() {
    return priority;
  }

  /** Whether it is an event that a waiting queue sends before or after others. */
  public boolean isRanked() {
    return ranked;
  }

  /** Whether it is a frame of the server itself: its id may claim the events before it. */
  public boolean isControl() {
    return entry == null && priority == Priority.HIGH;
  }

  /** Whether it is the first of a stream. */
  public boolean isOpening() {
    return opens;
  }

  /** Whether it is an event from the log: then it has an entry and a cursor. */
  public boolean isEvent() {
    return entry != null;
  }

  /** The event and its offset; only for an event's frame. */
  public LogEntry event() {
    return requireNonNull(entry, "not an event's frame");
  }

  /** Its id; only for an event's frame. */
  public Cursor cursor() {
    return requireNonNull(cursor, "not an event's frame");
  }

  /** The cursor just before its event; only for an event's frame. */
  public Cursor before() {
    return cursor().before(event().offset());
  }

  /** A newer frame with the same key replaces a waiting one; null: it is not replaced. */
  public @Nullable ConflationKey conflationKey() {
    return conflationKey;
  }

  /** Whether its event has an expiry time. */
  public boolean expires() {
    return expires;
  }

  /** Whether its event has expired. */
  public boolean isExpired(Instant now) {
    return entry != null && entry.event().isExpired(now);
  }

  /** {@link System#nanoTime} when its event arrived; 0 for a frame that is not measured. */
  public long ingestedNanos() {
    return entry == null ? 0 : entry.ingestedNanos();
  }
}
