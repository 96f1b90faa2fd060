package tidings.log.memory;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tidings.log.DeadLetter;
import tidings.log.DeadLetterCounters;
import tidings.log.DeadLetters;
import tidings.log.RejectedInput;

/**
 * Dead letters of a single node, in its memory: the newest are kept, as far as they fit, all are
 * counted.
 */
final class MemoryDeadLetters implements DeadLetters {

  /** Of all of them; they are of use to people, and people look at a page. */
  static final long MAX_BYTES = 16 << 20;

  /** What is larger, an order more than any event may be, would take the place of many. */
  private static final int SHARE = 16;

  private final int capacity;
  private final long maxBytes;
  private final InstantSource clock;
  private final DeadLetterCounters burials = new DeadLetterCounters();

  // Guarded by this.
  private final TreeMap<Long, DeadLetter> letters = new TreeMap<>();
  private long last;
  private long bytes;

  /**
   * @param capacity how many are kept
   * @param maxBytes memory that they take at most; a sixteenth of it for one
   */
  MemoryDeadLetters(int capacity, long maxBytes, InstantSource clock) {
    this.capacity = capacity;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  @Override
  public synchronized void bury(RejectedInput input) {
    var kept = input.size() > maxBytes / SHARE ? input.withoutContent() : input;
    long number = ++last;
    letters.put(number, new DeadLetter(Long.toString(number), clock.instant(), kept, null));
    bytes += kept.size();
    while (letters.size() > capacity || (bytes > maxBytes && letters.size() > 1)) {
      forgetTheOldest();
    }
    burials.add(input);
  }

  private void forgetTheOldest() {
    var oldest = letters.pollFirstEntry();
    if (oldest != null) {
      bytes -= oldest.getValue().input().size();
    }
  }

  @Override
  public synchronized Page newest(int limit, @Nullable String before) {
    long end = before == null ? Long.MAX_VALUE : number(before);
    var older = letters.headMap(end, false).descendingMap().values();
    List<DeadLetter> page = new ArrayList<>(older.stream().limit(limit).toList());
    return new Page(page, older.size() > page.size());
  }

  @Override
  public synchronized Optional<DeadLetter> find(String id) {
    return Optional.ofNullable(letters.get(number(id)));
  }

  @Override
  public synchronized void replayed(DeadLetter letter) {
    letters.computeIfPresent(
        number(letter.id()),
        (_, kept) -> new DeadLetter(kept.id(), kept.at(), kept.input(), clock.instant()));
  }

  /** Of an id that is none of ours: no letter's. */
  private static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public long count() {
    return burials.all();
  }

  @Override
  public long count(String kind) {
    return burials.of(kind);
  }
}
