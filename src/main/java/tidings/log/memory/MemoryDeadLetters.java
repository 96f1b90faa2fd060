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
 * Dead letters of a single node, in its memory: it keeps the newest within its limits and counts
 * all.
 */
final class MemoryDeadLetters implements DeadLetters {

  /** In total; people read the letters, and people look at a page. */
  static final long MAX_BYTES = 16 << 20;

  /** A larger letter, an order of magnitude above any event, would displace many. */
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
   * @param capacity maximum number of letters
   * @param maxBytes maximum memory for them; a sixteenth of it for one
   */
  MemoryDeadLetters(int capacity, long maxBytes, InstantSource clock) {
    this.capacity = capacity;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  @Override
  public synchronized void deadLetter(RejectedInput input) {
    var kept = input.size() > maxBytes / SHARE ? input.withoutContent() : input;
    long number = ++last;
    letters.put(number, new DeadLetter(Long.toString(number), clock.instant(), kept, null));
    bytes += kept.size();
    while (letters.size() > capacity || (bytes > maxBytes && letters.size() > 1)) {
      evictOldest();
    }
    burials.add(input);
  }

  private void evictOldest() {
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

  /** 0 for an id of another form: no letter has it. */
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
