package tidings.event.codec;

import java.util.function.Supplier;
import tidings.event.PublisherId;

/**
 * The defaults, limits and publisher of the inputs of one ingress.
 *
 * @param source the {@code source} of events that name none
 * @param publisher the publisher of the events; {@link PublisherId#SERVER}, which may use reserved
 *     names, for Tidings' own input
 * @param id supplies the {@code id} of plain JSON that has none; if several nodes read the same
 *     input, it must return the same id on each
 * @param maxDataBytes largest data of one event, in bytes of UTF-8
 * @param isLog whether nodes write events of other publishers here: a CloudEvent that names its
 *     publisher is one of those. Every other ingress rejects the attribute
 */
public record Ingress(
    String source, PublisherId publisher, Supplier<String> id, int maxDataBytes, boolean isLog) {

  /**
   * A source that does not authenticate its producers and is itself the publisher of their events.
   */
  public static Ingress of(String source, Supplier<String> id, int maxDataBytes) {
    return new Ingress(source, PublisherId.source(source), id, maxDataBytes, false);
  }

  /** The same ingress for the events of one of its publishers. */
  public Ingress publishedBy(PublisherId one) {
    return new Ingress(source, one, id, maxDataBytes, isLog);
  }

  /** The same ingress for a log, in which the nodes write records of other publishers. */
  public Ingress asLog() {
    return new Ingress(source, publisher, id, maxDataBytes, true);
  }
}
