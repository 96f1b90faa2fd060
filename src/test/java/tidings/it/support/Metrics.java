package tidings.it.support;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The content of {@code /metrics} (OpenMetrics text).
 *
 * @param text unchanged
 * @param values by name and labels, without the scope that Liberty adds
 */
public record Metrics(String text, Map<String, Double> values) {

  public static Metrics of(String text) {
    var values = new HashMap<String, Double>();
    for (var line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
      int end = line.lastIndexOf(' ');
      var name =
          line.substring(0, end)
              .replaceAll("mp_scope=\"[^\"]*\",?", "")
              .replace(",}", "}")
              .replace("{}", "");
      values.put(name, Double.valueOf(line.substring(end + 1)));
    }
    return new Metrics(text, Map.copyOf(values));
  }

  /**
   * @param name with its labels, {@code tidings_frames_dropped_total{reason="slow-consumer"}}
   */
  public double get(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new NoSuchElementException(name + " is not among " + values.keySet());
    }
    return value;
  }
}
