package tidings.platform.http;

import java.time.Duration;
import java.util.List;
import tidings.event.codec.Fault;

/** The parameter {@code timeout} of a long poll. */
public final class PollTimeout {

  /** Maximum time that a poll may wait, in seconds. */
  static final int MAX = 60;

  private PollTimeout() {}

  /**
   * Parses it.
   *
   * @throws BadRequestException if it is not whole seconds from 0 to {@value #MAX}
   */
  public static Duration of(String timeout) {
    int seconds = timeout.matches("[0-9]{1,3}") ? Integer.parseInt(timeout) : -1;
    if (seconds < 0 || seconds > MAX) {
      throw new BadRequestException(
          List.of(new Fault("timeout", "must be whole seconds from 0 to " + MAX)));
    }
    return Duration.ofSeconds(seconds);
  }
}
