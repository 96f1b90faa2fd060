package tidings.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the dead letters of a node, in total and for each type of source. The type is the text
 * before the colon in the source's name, so there are few. Thread-safe.
 */
public final class DeadLetterCounters {

  private final LongAdder all = new LongAdder();
  private final Map<String, LongAdder> kinds = new ConcurrentHashMap<>();

  public void add(RejectedInput input) {
    var kind = input.source().split(":", 2)[0];
    all.increment();
    kinds.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }

  public long all() {
    return all.sum();
  }

  public long of(String kind) {
    var count = kinds.get(kind);
    return count == null ? 0 : count.sum();
  }
}
