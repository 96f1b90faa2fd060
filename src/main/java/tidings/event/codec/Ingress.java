package tidings.event.codec;

import java.util.function.Supplier;
import tidings.event.Publisher;

/**
 * What an ingress fills in where an input is silent, how much it takes, and whose input it is.
 *
 * @param source the {@code source} of events that name none
 * @param publisher who the events are of; {@link Publisher#SERVER}, which may use reserved names,
 *     where Tidings itself made the input
 * @param id the {@code id} of plain JSON that has none; where several nodes read the same input it
 *     must give the same id on each
 * @param maxDataBytes largest data of one event, in bytes of UTF-8
 * @param isLog whether nodes write here what they took from others: a CloudEvent that names its
 *     publisher is one of those. Everywhere else the attribute is refused
 */
public record Ingress(
    String source, Publisher publisher, Supplier<String> id, int maxDataBytes, boolean isLog) {

  /** A source that does not authenticate its producers, and is their events' publisher itself. */
  public static Ingress of(String source, Supplier<String> id, int maxDataBytes) {
    return new Ingress(source, Publisher.source(source), id, maxDataBytes, false);
  }

  /** The same for the events of one publisher of it. */
  public Ingress publishedBy(Publisher one) {
    return new Ingress(source, one, id, maxDataBytes, isLog);
  }

  /** The same where the nodes' own records are among those of others. */
  public Ingress asLog() {
    return new Ingress(source, publisher, id, maxDataBytes, true);
  }
}
