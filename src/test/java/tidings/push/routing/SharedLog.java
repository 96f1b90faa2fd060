package tidings.push.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tidings.event.Event;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.CursorStatus;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.ExpiredException;
import tidings.log.LogEntry;
import tidings.log.LogReplay;
import tidings.log.LogUnavailableException;
import tidings.log.Offset;
import tidings.log.Origin;
import tidings.log.TailEntry;

/**
 * Partitions that several nodes read, each in an order of its own. They may lose their begin, and
 * the log may change its epoch.
 */
final class SharedLog {

  static final long EPOCH = 7;

  private final List<List<LogEntry>> partitions = new ArrayList<>();
  private final long[] begin;
  private final boolean readsBack;
  private long epoch = EPOCH;

  /**
   * @param readsBack whether earlier events can be read, as in Kafka; a log in memory cannot
   */
  SharedLog(int count, boolean readsBack) {
    this.readsBack = readsBack;
    for (int i = 0; i < count; i++) {
      partitions.add(new ArrayList<>());
    }
    begin = new long[count];
  }

  synchronized Offset append(int partition, Event event) {
    var place = new Offset(partition, partitions.get(partition).size());
    partitions.get(partition).add(new LogEntry(event, place, 0));
    return place;
  }

  /** Removes all entries before a position. */
  synchronized void expire(int partition, long position) {
    begin[partition] = Math.max(begin[partition], position);
  }

  /** Starts a new, empty epoch. */
  synchronized void createAnew() {
    epoch++;
    partitions.forEach(List::clear);
    Arrays.fill(begin, 0);
  }

  synchronized long epoch() {
    return epoch;
  }

  synchronized Cursor end() {
    return Cursor.of(epoch, partitions.stream().map(entries -> (long) entries.size()).toList());
  }

  synchronized Cursor begin() {
    return Cursor.of(epoch, Arrays.stream(begin).boxed().toList());
  }

  synchronized int size() {
    return partitions.stream().mapToInt(List::size).sum();
  }

  private synchronized Optional<LogEntry> entry(int partition, long position) {
    var entries = partitions.get(partition);
    return position < entries.size() ? Optional.of(entries.get((int) position)) : Optional.empty();
  }

  private synchronized boolean isExpired(Cursor place) {
    for (int i = 0; i < begin.length; i++) {
      if (place.next(i) < begin[i]) {
        return true;
      }
    }
    return false;
  }

  private synchronized List<LogEntry> between(Cursor from, Cursor to) {
    if (from.epoch() != epoch || isExpired(from)) {
      throw new ExpiredException("its begin is lost");
    }
    var found = new ArrayList<LogEntry>();
    for (int i = 0; i < partitions.size(); i++) {
      for (long at = from.next(i); at < to.next(i); at++) {
        var entry = partitions.get(i).get((int) at);
        if (!from.has(entry.offset())) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  /** The log as one node sees it. */
  final class Reader implements EventLog {

    private static final Cursor NOWHERE = Cursor.of(0, List.of(0L));

    private volatile Origin origin = new Origin(NOWHERE, NOWHERE, true);
    private volatile Cursor position = NOWHERE;

    /** Makes the log available, with all entries as new; a node is created before that. */
    void reach() {
      reach(begin(), begin());
    }

    /**
     * Starts to read, also after a change of the epoch: this many entries of each partition before
     * its end.
     */
    void reach(int back) {
      var end = end();
      var from = begin();
      for (int i = 0; i < end.partitions(); i++) {
        long given = Math.max(from.next(i), end.next(i) - back);
        from = given == 0 ? from : from.after(i, given - 1);
      }
      reach(from, end);
    }

    private void reach(Cursor from, Cursor fresh) {
      origin = new Origin(from, fresh, true);
      position = from;
    }

    /** Whether the epoch that it reads is still the current one. */
    boolean isUpToDate() {
      return position.epoch() == epoch();
    }

    /** Reads the next entry of a partition, if there is one. */
    Optional<TailEntry> read(int partition) {
      if (!isUpToDate()) {
        return Optional.empty();
      }
      if (isExpired(position)) {
        position = afterExpired();
      }
      long at = position.next(partition);
      boolean fresh = at >= origin.fresh().next(partition);
      if (fresh && !origin.fresh().isAtOrBefore(position)) {
        return Optional.empty(); // it waits for the others
      }
      return entry(partition, at)
          .map(entry -> new TailEntry(entry, position.after(entry.offset()), fresh));
    }

    /** The cursor after the removed entries that it has not read. */
    private Cursor afterExpired() {
      var behind = position.later(begin());
      origin = new Origin(behind, behind.later(origin.fresh()), false);
      return behind;
    }

    void passed(TailEntry logged) {
      position = logged.cursor();
    }

    @Override
    public CompletionStage<Appended> append(List<Event> events) {
      throw new UnsupportedOperationException("the test appends");
    }

    @Override
    public void tail(Consumer<TailEntry> receiver) {
      throw new UnsupportedOperationException("the test reads");
    }

    @Override
    public Cursor position() {
      return position;
    }

    @Override
    public Origin origin() {
      return origin;
    }

    @Override
    public CursorStatus status(Cursor place) {
      if (position.equals(NOWHERE)) {
        throw new LogUnavailableException("it has not been reached", null);
      }
      if (!place.isOfSameLog(position)) {
        return CursorStatus.FOREIGN;
      }
      if (!isUpToDate()) {
        throw new LogUnavailableException("it has just become another one", null);
      }
      if (!place.isAtOrBefore(end())) {
        return CursorStatus.AHEAD;
      }
      return !readsBack || isExpired(place) ? CursorStatus.EXPIRED : CursorStatus.READABLE;
    }

    /** In chunks of three. */
    @Override
    public LogReplay replay(Cursor from, Cursor to) {
      if (!from.isOfSameLog(to)) {
        throw new ExpiredException("the log's epoch has changed");
      }
      if (!readsBack) {
        throw new ExpiredException("earlier events cannot be read");
      }
      var found = between(from, to).iterator();
      return new LogReplay() {
        @Override
        public List<LogEntry> next() {
          var piece = new ArrayList<LogEntry>();
          while (found.hasNext() && piece.size() < 3) {
            piece.add(found.next());
          }
          return piece;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public DeadLetters deadLetters() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> error() {
      return Optional.empty();
    }

    @Override
    public long events() {
      return 0;
    }

    @Override
    public long duplicates() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
