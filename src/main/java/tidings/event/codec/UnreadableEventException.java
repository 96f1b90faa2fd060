package tidings.event.codec;

import java.util.List;
import java.util.stream.Collectors;
import tidings.event.Texts;

/**
 * The input is not an event. Carries every fault found; {@link #isTooLarge} if its size is the
 * fault.
 */
public final class UnreadableEventException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Maximum length of the message, in characters: it is used in responses, logs and dead letters.
   */
  private static final int MAX_MESSAGE = 2000;

  private final transient List<Fault> faults;
  private final boolean tooLarge;

  public UnreadableEventException(List<Fault> faults) {
    this(faults, false);
  }

  private UnreadableEventException(List<Fault> faults, boolean tooLarge) {
    super(message(faults), null, false, false);
    this.faults = List.copyOf(faults);
    this.tooLarge = tooLarge;
  }

  private static String message(List<Fault> faults) {
    var all = faults.stream().map(Fault::toString).collect(Collectors.joining("; "));
    return Texts.shortened(all, MAX_MESSAGE);
  }

  public static UnreadableEventException tooLarge(String field, String message) {
    return new UnreadableEventException(List.of(new Fault(field, message)), true);
  }

  public List<Fault> faults() {
    return faults;
  }

  public boolean isTooLarge() {
    return tooLarge;
  }
}
