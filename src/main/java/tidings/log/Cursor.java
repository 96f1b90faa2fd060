package tidings.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A place in the log: everything before it has happened. An epoch, which changes when the log is
 * another one, and for each partition the position of the next entry.
 *
 * <p>As text it is URL-safe Base64 of six bytes of epoch and a LEB128 number for each partition: at
 * most 88 characters for twelve partitions of up to 2^35 entries. Immutable and thread-safe.
 */
public final class Cursor {

  private static final int EPOCH_BYTES = 6;
  private static final int MAX_PARTITIONS = 1000;
  private static final int MAX_CHARS = 4096;

  private final long epoch;
  private final long[] next;
  private volatile @Nullable String text;

  private Cursor(long epoch, long[] next) {
    this.epoch = epoch & 0xFFFF_FFFF_FFFFL;
    this.next = next;
  }

  /**
   * @param epoch its lowest 48 bits count
   * @param next position of the next entry of each partition, none negative
   */
  public static Cursor of(long epoch, List<Long> next) {
    return new Cursor(epoch, next.stream().mapToLong(Long::longValue).toArray());
  }

  /** Reads what {@link #toString} wrote; empty for anything else. */
  public static Optional<Cursor> parse(String text) {
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length <= EPOCH_BYTES) {
      return Optional.empty();
    }
    var in = ByteBuffer.wrap(bytes);
    long epoch = 0;
    for (int i = 0; i < EPOCH_BYTES; i++) {
      epoch = epoch << 8 | (in.get() & 0xFF);
    }
    var next = LongStream.builder();
    for (int n = 0; in.hasRemaining(); n++) {
      long value = varint(in);
      if (value < 0 || n == MAX_PARTITIONS) {
        return Optional.empty();
      }
      next.add(value);
    }
    var cursor = new Cursor(epoch, next.build().toArray());
    return cursor.toString().equals(text) ? Optional.of(cursor) : Optional.empty();
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

  /** The place behind one more entry. */
  public Cursor after(int partition, long position) {
    var advanced = next.clone();
    advanced[partition] = Math.max(advanced[partition], position + 1);
    return new Cursor(epoch, advanced);
  }

  public long epoch() {
    return epoch;
  }

  public int partitions() {
    return next.length;
  }

  /** Position of the next entry of a partition. */
  public long next(int partition) {
    return next[partition];
  }

  /** Whether nothing lies between this place and an earlier or equal one of the same log. */
  public boolean isAtOrBefore(Cursor other) {
    if (epoch != other.epoch || next.length != other.next.length) {
      return false;
    }
    for (int i = 0; i < next.length; i++) {
      if (next[i] > other.next[i]) {
        return false;
      }
    }
    return true;
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
        for (; position >= 0x80; position >>>= 7) {
          out.put((byte) (position | 0x80));
        }
        out.put((byte) position);
      }
      var bytes = Arrays.copyOf(out.array(), out.position());
      known = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      text = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cursor that && epoch == that.epoch && Arrays.equals(next, that.next);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(epoch) + Arrays.hashCode(next);
  }
}
