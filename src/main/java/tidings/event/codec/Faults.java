package tidings.event.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * The faults of one input, in the order in which they were found. Keeps the first {@value #MAX}: an
 * input with a million of them costs no more than one with twenty. One thread.
 */
public final class Faults {

  /** Maximum number of faults that are kept, and reported. */
  public static final int MAX = 20;

  private final List<Fault> faults = new ArrayList<>(2);

  /** Adds a fault, unless {@link #isFull}. */
  public void add(Fault fault) {
    if (!isFull()) {
      faults.add(fault);
    }
  }

  /**
   * Adds a fault, unless {@link #isFull}.
   *
   * @param field as {@link Fault#field}
   */
  public void add(String field, String message) {
    if (!isFull()) {
      faults.add(new Fault(field, message));
    }
  }

  /** Appends the other's faults. */
  public void addAll(Faults other) {
    other.faults.forEach(this::add);
  }

  /** Whether a field is among those at fault. */
  public boolean has(String field) {
    return faults.stream().anyMatch(fault -> fault.field().equals(field));
  }

  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /** Whether further faults are dropped, so that no more checks are useful. */
  public boolean isFull() {
    return faults.size() >= MAX;
  }

  /** A copy of the faults. */
  public List<Fault> list() {
    return List.copyOf(faults);
  }
}
