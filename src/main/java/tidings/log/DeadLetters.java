package tidings.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Unreadable inputs: counted, and the newest kept at hand. Thread-safe. */
public final class DeadLetters {

  private final int capacity;
  private final Deque<DeadLetter> newest = new ArrayDeque<>();
  private final LongAdder count = new LongAdder();

  /**
   * @param capacity how many are kept at hand
   */
  public DeadLetters(int capacity) {
    this.capacity = capacity;
  }

  void add(DeadLetter letter) {
    count.increment();
    synchronized (newest) {
      if (newest.size() == capacity) {
        newest.removeFirst();
      }
      newest.addLast(letter);
    }
  }

  /** How many there have been since the start of this node. */
  public long count() {
    return count.sum();
  }

  /** The newest, oldest of them first. */
  public List<DeadLetter> newest() {
    synchronized (newest) {
      return new ArrayList<>(newest);
    }
  }
}
