package tidings.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A cursor: everything before it has happened. It has an epoch, which changes when the log is
 * replaced, and for each partition the position of the next entry. The cursor of a client that
 * received entries out of order also lists the entries ahead of that position.
 *
 * <p>As text it is URL-safe Base64 of six bytes of epoch and a LEB128 number for each partition: at
 * most 88 characters for twelve partitions of up to 2^35 entries. Entries ahead follow behind a
 * dot: Base64 of two LEB128 numbers each, the partition, and the distance from its next position.
 * Immutable and thread-safe.
 */
public final class Cursor {

  private static final int EPOCH_BYTES = 6;
  private static final int MAX_PARTITIONS = 1000;
  private static final int MAX_CHARS = 4096;

  /** Maximum number of entries ahead of a cursor. */
  public static final int MAX_AHEAD = 32;

  private final long epoch;
  private final long[] next;
  private final List<Offset> ahead;
  private volatile @Nullable String text;

  private Cursor(long epoch, long[] next, List<Offset> ahead) {
    this.epoch = epoch & 0xFFFF_FFFF_FFFFL;
    this.next = next;
    this.ahead = ahead;
  }

  /**
   * @param epoch only its lowest 48 bits are used
   * @param next position of the next entry of each partition, none negative
   */
  public static Cursor of(long epoch, List<Long> next) {
    return new Cursor(epoch, next.stream().mapToLong(Long::longValue).toArray(), List.of());
  }

  /** Parses the text that {@link #toString} wrote; empty for any other text. */
  public static Optional<Cursor> parse(String text) {
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    int dot = text.indexOf('.');
    var vector = decode(dot < 0 ? text : text.substring(0, dot));
    var pairs = decode(dot < 0 ? "" : text.substring(dot + 1));
    if (vector == null || pairs == null || vector.remaining() <= EPOCH_BYTES) {
      return Optional.empty();
    }
    long epoch = 0;
    for (int i = 0; i < EPOCH_BYTES; i++) {
      epoch = epoch << 8 | (vector.get() & 0xFF);
    }
    var next = LongStream.builder();
    for (int n = 0; vector.hasRemaining(); n++) {
      long value = varint(vector);
      if (value < 0 || n == MAX_PARTITIONS) {
        return Optional.empty();
      }
      next.add(value);
    }
    var base = new Cursor(epoch, next.build().toArray(), List.of());
    return base.readAhead(pairs).filter(cursor -> cursor.toString().equals(text));
  }

  private Optional<Cursor> readAhead(ByteBuffer pairs) {
    var offsets = new ArrayList<Offset>();
    while (pairs.hasRemaining()) {
      long partition = varint(pairs);
      long distance = varint(pairs);
      if (partition < 0
          || partition >= next.length
          || distance < 0
          || offsets.size() == MAX_AHEAD) {
        return Optional.empty();
      }
      long position = next[(int) partition] + distance;
      if (position < 0) {
        return Optional.empty();
      }
      offsets.add(new Offset((int) partition, position));
    }
    return Optional.of(ahead(offsets));
  }

  private static @Nullable ByteBuffer decode(String text) {
    try {
      return ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return null; // not Base64: not a cursor
    }
  }

  /** A LEB128 number; -1 if it is cut off or does not fit. */
  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 63 && in.hasRemaining(); shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    return -1;
  }

  /** The cursor behind one more entry. The entry may be the first of a new partition. */
  public Cursor after(int partition, long position) {
    return position < next(partition) ? this : at(partition, position + 1);
  }

  /** The cursor behind one more entry. */
  public Cursor after(Offset offset) {
    return after(offset.partition(), offset.position());
  }

  /** The same cursor, moved back in front of an entry. */
  public Cursor before(Offset offset) {
    return widened(offset.partition() + 1).at(offset.partition(), offset.position());
  }

  private Cursor at(int partition, long position) {
    var moved = Arrays.copyOf(next, Math.max(next.length, partition + 1));
    moved[partition] = position;
    var cursor = new Cursor(epoch, moved, List.of());
    return ahead.isEmpty() ? cursor : cursor.ahead(ahead);
  }

  /**
   * The same cursor for a log of at least this many partitions. Added partitions start at position
   * 0.
   */
  public Cursor widened(int partitions) {
    return partitions <= next.length
        ? this
        : new Cursor(epoch, Arrays.copyOf(next, partitions), ahead);
  }

  /**
   * The later of two cursors of the same log, partition by partition, with the entries ahead of
   * both. One of them may have fewer partitions, from before some were added.
   */
  public Cursor later(Cursor other) {
    var later = new long[Math.max(next.length, other.next.length)];
    for (int i = 0; i < later.length; i++) {
      later[i] = Math.max(next(i), other.next(i));
    }
    var both = new ArrayList<>(ahead);
    both.addAll(other.ahead);
    return new Cursor(epoch, later, List.of()).ahead(both);
  }

  /** The same cursor with these entries ahead of it; they replace its own. */
  public Cursor ahead(Collection<Offset> offsets) {
    var sorted = offsets.stream().filter(offset -> !isBehind(offset)).distinct().sorted().toList();
    return new Cursor(epoch, next, sorted);
  }

  /** Entries ahead of this cursor that its client has received, in order. */
  public List<Offset> ahead() {
    return ahead;
  }

  /**
   * Whether a client at this cursor has received this entry, or has passed it as not addressed to
   * it.
   */
  public boolean has(Offset offset) {
    return isBehind(offset) || (!ahead.isEmpty() && ahead.contains(offset));
  }

  private boolean isBehind(Offset offset) {
    return offset.position() < next(offset.partition());
  }

  public long epoch() {
    return epoch;
  }

  public int partitions() {
    return next.length;
  }

  /** Position of the next entry of a partition; 0 for a partition that was added later. */
  public long next(int partition) {
    return partition < next.length ? next[partition] : 0;
  }

  /** Whether this cursor is at or before another one of the same log in every partition. */
  public boolean isAtOrBefore(Cursor other) {
    if (!isOfSameLog(other)) {
      return false;
    }
    for (int i = 0; i < next.length; i++) {
      if (next[i] > other.next(i)) {
        return false;
      }
    }
    return ahead.stream().allMatch(other::has);
  }

  /** Whether both cursors belong to the same log. */
  public boolean isOfSameLog(Cursor other) {
    return epoch == other.epoch;
  }

  @Override
  public String toString() {
    var known = text;
    if (known == null) {
      var out = ByteBuffer.allocate(EPOCH_BYTES + next.length * 9);
      for (int shift = 8 * (EPOCH_BYTES - 1); shift >= 0; shift -= 8) {
        out.put((byte) (epoch >>> shift));
      }
      for (long position : next) {
        varint(out, position);
      }
      known = encode(out);
      if (!ahead.isEmpty()) {
        var pairs = ByteBuffer.allocate(ahead.size() * 11);
        for (var offset : ahead) {
          varint(pairs, offset.partition());
          varint(pairs, offset.position() - next(offset.partition()));
        }
        known = known + '.' + encode(pairs);
      }
      text = known;
    }
    return known;
  }

  private static void varint(ByteBuffer out, long value) {
    for (; value >= 0x80; value >>>= 7) {
      out.put((byte) (value | 0x80));
    }
    out.put((byte) value);
  }

  private static String encode(ByteBuffer written) {
    var bytes = new byte[written.flip().remaining()];
    written.get(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cursor that
        && epoch == that.epoch
        && Arrays.equals(next, that.next)
        && ahead.equals(that.ahead);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(epoch) + Arrays.hashCode(next);
  }
}
