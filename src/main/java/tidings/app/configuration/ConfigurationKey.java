package tidings.app.configuration;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration as a bean injects it.
 *
 * @param type of one value; an element's for a list
 * @param list whether the value is a comma list
 * @param required whether it must have a value
 */
public record ConfigurationKey(String name, Class<?> type, boolean list, boolean required) {

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

  /** What is wrong with the value that this key has, in words for an operator. */
  public Optional<String> fault(Config config) {
    var value = config.getConfigValue(name).getValue();
    if (value == null || value.isBlank()) {
      return required ? Optional.of(name + " must have a value" + source()) : Optional.empty();
    }
    return isRight(config, value)
        ? Optional.empty()
        : Optional.of(
            "%s must be %s%s, but is %s%s"
                .formatted(
                    name, list ? "a comma list, each " : "", allowed(), shown(value), source()));
  }

  private boolean isRight(Config config, String value) {
    if (type == boolean.class || type == Boolean.class) {
      return BOOLEANS.contains(value.strip().toLowerCase(Locale.ROOT));
    }
    try {
      Class<?> wanted = MethodType.methodType(list ? type.arrayType() : type).wrap().returnType();
      Object read = config.getValue(name, wanted);
      return !(read instanceof Number number && number.longValue() < 0);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private String allowed() {
    if (type == int.class || type == long.class) {
      return "a whole number, not negative and at most "
          + (type == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE);
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == TimeSpan.class) {
      return "a time with its unit (ms, s, m or h), such as 15s";
    }
    if (type == ByteSize.class) {
      return "a size, such as 65536, 64 KiB or 1 MiB";
    }
    return type == URI.class ? "a URI" : "a " + type.getSimpleName();
  }

  /** Whether a value may have a secret in it, as a number, a time or a size may not. */
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

  /** By MicroProfile Config's rules: the name, with an underscore for each other character. */
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
