package tidings.ops;

import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;

/** Registers counters of other classes as gauges, which are read on request. */
final class Gauges {

  private Gauges() {}

  static void register(
      MetricRegistry registry,
      String name,
      String description,
      Supplier<Number> value,
      Tag... tags) {
    var metadata =
        Metadata.builder()
            .withName(name)
            .withDescription(description)
            .withUnit(MetricUnits.NONE)
            .build();
    registry.gauge(metadata, value, Supplier::get, tags);
  }
}
