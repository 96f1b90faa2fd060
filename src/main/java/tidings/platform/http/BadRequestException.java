package tidings.platform.http;

import java.util.List;
import tidings.event.codec.Fault;

/** A request that cannot be understood; names each parameter at fault. */
public final class BadRequestException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  public BadRequestException(List<Fault> faults) {
    super(String.valueOf(faults), null, false, false);
    this.faults = List.copyOf(faults);
  }

  public List<Fault> faults() {
    return faults;
  }
}
