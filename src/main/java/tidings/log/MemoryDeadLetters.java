package tidings.log;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Dead letters of a single node, in its memory: the newest are kept, all are counted. */
final class MemoryDeadLetters implements DeadLetters {

  private final int capacity;
  private final InstantSource clock;

  // Guarded by this.
  private final TreeMap<Long, DeadLetter> letters = new TreeMap<>();
  private long count;

  /**
   * @param capacity how many are kept
   */
  MemoryDeadLetters(int capacity, InstantSource clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  @Override
  public synchronized void bury(Unreadable input) {
    long number = ++count;
    letters.put(number, new DeadLetter(Long.toString(number), clock.instant(), input, null));
    if (letters.size() > capacity) {
      letters.pollFirstEntry();
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
  public synchronized long count() {
    return count;
  }
}
