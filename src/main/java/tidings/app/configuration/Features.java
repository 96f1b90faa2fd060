package tidings.app.configuration;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * The parts of Tidings that this node runs.
 *
 * @param enabled at least one
 */
public record Features(Set<Feature> enabled) {

  /** The key that selects them. */
  public static final String KEY = "tidings.features";

  /** A part of Tidings. */
  public enum Feature {
    /** Events to browsers. */
    PUSH,
    /** Chats, agents and graphs, with their conversations and their database. */
    RUNS;

    /** Its name in the configuration and in answers. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** All of them, the default. */
  public static final Features ALL = new Features(EnumSet.allOf(Feature.class));

  public Features {
    enabled = Set.copyOf(enabled);
  }

  /**
   * The features of the configuration: all of them by default.
   *
   * @throws IllegalArgumentException if the value names an unknown feature, or none
   */
  public static Features of(Config config) {
    return config.getOptionalValues(KEY, String.class).map(Features::parse).orElse(ALL);
  }

  private static Features parse(List<String> names) {
    var enabled = EnumSet.noneOf(Feature.class);
    for (var name : Trimmed.list(names)) {
      enabled.add(
          Stream.of(Feature.values())
              .filter(feature -> feature.text().equals(name))
              .findFirst()
              .orElseThrow(() -> fault("has '" + name + "'")));
    }
    if (enabled.isEmpty()) {
      throw fault("is empty");
    }
    return new Features(enabled);
  }

  private static IllegalArgumentException fault(String what) {
    return new IllegalArgumentException(
        "%s must be a comma list of %s, but %s"
            .formatted(
                KEY,
                Stream.of(Feature.values()).map(Feature::text).collect(Collectors.joining(" and ")),
                what));
  }

  public boolean has(Feature feature) {
    return enabled.contains(feature);
  }

  /** Their names, in a stable order. */
  public List<String> names() {
    return Stream.of(Feature.values()).filter(this::has).map(Feature::text).toList();
  }
}
