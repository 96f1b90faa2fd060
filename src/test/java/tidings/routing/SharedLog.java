package tidings.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tidings.event.Event;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.DeadLetters;
import tidings.log.Entry;
import tidings.log.EventLog;
import tidings.log.ExpiredException;
import tidings.log.Logged;
import tidings.log.Place;
import tidings.log.Recall;
import tidings.log.Standing;

/**
 * Partitions that several nodes read, each in an order of its own, and that may lose their begin.
 */
final class SharedLog {

  static final long EPOCH = 7;

  private final List<List<Entry>> partitions = new ArrayList<>();
  private final long[] begin;

  SharedLog(int count) {
    for (int i = 0; i < count; i++) {
      partitions.add(new ArrayList<>());
    }
    begin = new long[count];
  }

  synchronized Place append(int partition, Event event) {
    var place = new Place(partition, partitions.get(partition).size());
    partitions.get(partition).add(new Entry(event, place, 0));
    return place;
  }

  /** Forgets all that lies before a position. */
  synchronized void expire(int partition, long position) {
    begin[partition] = Math.max(begin[partition], position);
  }

  synchronized Cursor end() {
    return Cursor.of(EPOCH, partitions.stream().map(entries -> (long) entries.size()).toList());
  }

  synchronized int size() {
    return partitions.stream().mapToInt(List::size).sum();
  }

  private synchronized Optional<Entry> entry(int partition, long position) {
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

  private synchronized List<Entry> between(Cursor from, Cursor to) {
    if (isExpired(from)) {
      throw new ExpiredException("its begin is lost");
    }
    var found = new ArrayList<Entry>();
    for (int i = 0; i < partitions.size(); i++) {
      for (long at = from.next(i); at < to.next(i); at++) {
        var entry = partitions.get(i).get((int) at);
        if (!from.has(entry.place())) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  /** The log as one node sees it. */
  final class Reader implements EventLog {
    private volatile Cursor position = Cursor.of(0, List.of(0L));

    /** From here on the log is known; a node is made before that. */
    void reach() {
      position = Cursor.of(EPOCH, partitions.stream().map(_ -> 0L).toList());
    }

    /** Reads the next entry of a partition, if there is one. */
    Optional<Logged> read(int partition) {
      return entry(partition, position.next(partition))
          .map(entry -> new Logged(entry, position.after(entry.place()), true));
    }

    void passed(Logged logged) {
      position = logged.cursor();
    }

    @Override
    public CompletionStage<Appended> append(List<Event> events) {
      throw new UnsupportedOperationException("the test appends");
    }

    @Override
    public void tail(Consumer<Logged> receiver) {
      throw new UnsupportedOperationException("the test reads");
    }

    @Override
    public Cursor position() {
      return position;
    }

    @Override
    public Standing standing(Cursor place) {
      if (!place.isOfSameLog(position)) {
        return Standing.FOREIGN;
      }
      if (!place.isAtOrBefore(end())) {
        return Standing.AHEAD;
      }
      return isExpired(place) ? Standing.EXPIRED : Standing.READABLE;
    }

    /** In pieces of three. */
    @Override
    public Recall recall(Cursor from, Cursor to) {
      if (!from.isOfSameLog(to)) {
        throw new ExpiredException("the log is another one by now");
      }
      var found = between(from, to).iterator();
      return new Recall() {
        @Override
        public List<Entry> next() {
          var piece = new ArrayList<Entry>();
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
    public Optional<String> trouble() {
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
