package tidings.app.configuration;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * A configuration key as a bean injects it.
 *
 * @param type of one value; an element's for a list
 * @param list whether the value is a comma list
 * @param required whether it must have a value
 */
public record ConfigurationKey(String name, Class<?> type, boolean list, boolean required) {

  private static final Map<Class<?>, KeyRange.Unit> UNITS =
      Map.of(
          int.class, KeyRange.Unit.NUMBER,
          Integer.class, KeyRange.Unit.NUMBER,
          long.class, KeyRange.Unit.NUMBER,
          Long.class, KeyRange.Unit.NUMBER,
          TimeSpan.class, KeyRange.Unit.TIME,
          ByteSize.class, KeyRange.Unit.SIZE);

  private static final Set<String> BOOLEANS =
      Set.of("true", "false", "yes", "no", "on", "off", "1", "0", "y", "n");

  public static ConfigurationKey of(ConfigProperty property, Type injected) {
    boolean optional = raw(injected) == Optional.class;
    var value = optional ? argument(injected) : injected;
    boolean list = Collection.class.isAssignableFrom(raw(value));
    var single = raw(list ? argument(value) : value);
    boolean hasDefault = !property.defaultValue().equals(ConfigProperty.UNCONFIGURED_VALUE);
    return new ConfigurationKey(property.name(), single, list, !optional && !hasDefault);
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> known -> known;
      case ParameterizedType known -> (Class<?>) known.getRawType();
      default -> Object.class;
    };
  }

  private static Type argument(Type type) {
    return type instanceof ParameterizedType known ? known.getActualTypeArguments()[0] : type;
  }

  /** The fault of the key's value, in words for an operator; empty if there is none. */
  public Optional<String> fault(Config config) {
    var value = config.getConfigValue(name).getValue();
    if (value == null || value.isBlank()) {
      return required ? Optional.of(name + " must have a value" + source()) : Optional.empty();
    }
    return isValid(config, value)
        ? Optional.empty()
        : Optional.of(
            "%s must be %s%s, but is %s%s"
                .formatted(
                    name, list ? "a comma list, each " : "", allowed(), shown(value), source()));
  }

  private boolean isValid(Config config, String value) {
    if (type == boolean.class || type == Boolean.class) {
      return BOOLEANS.contains(value.strip().toLowerCase(Locale.ROOT));
    }
    try {
      Class<?> wanted = MethodType.methodType(list ? type.arrayType() : type).wrap().returnType();
      return isInRange(config.getValue(name, wanted));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isInRange(Object value) {
    var unit = UNITS.get(type);
    return unit == null
        || list
        || KeyRange.of(name, unit)
            .contains(
                switch (value) {
                  case TimeSpan time -> millis(time);
                  case ByteSize size -> size.bytes();
                  default -> ((Number) value).longValue();
                });
  }

  /** {@link Long#MAX_VALUE} for a time that has more milliseconds. */
  private static long millis(TimeSpan time) {
    try {
      return time.length().toMillis();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private String allowed() {
    var unit = UNITS.get(type);
    if (unit != null) {
      return KeyRange.of(name, unit).allowed();
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == Path.class) {
      return "the path of a file";
    }
    return type == URI.class ? "a URI" : "a " + type.getSimpleName();
  }

  /** Whether a value may contain a secret; a number, a time or a size cannot. */
  public boolean isText() {
    return type == URI.class || type == String.class || type == Object.class;
  }

  private String shown(String value) {
    return isText() ? "not (the value is not shown, it may have a secret)" : "'" + value + "'";
  }

  private String source() {
    var variable = environmentVariable(System.getenv().keySet());
    return variable == null ? "" : " (environment variable " + variable + ")";
  }

  /**
   * By the rules of MicroProfile Config: the name, with an underscore for each special character.
   */
  private @Nullable String environmentVariable(Set<String> present) {
    var upper = environmentName(name);
    for (var candidate : Set.of(name, name.replaceAll("[^A-Za-z0-9_]", "_"), upper)) {
      if (present.contains(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** The environment variable that a person would set for a key, by the same rules. */
  static String environmentName(String key) {
    return key.replaceAll("[^A-Za-z0-9_]", "_").toUpperCase(Locale.ROOT);
  }
}
