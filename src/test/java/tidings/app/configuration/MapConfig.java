package tidings.app.configuration;

import java.lang.reflect.Array;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.TimeSpan;

/** A configuration of texts, which it converts as MicroProfile Config does. */
public record MapConfig(Map<String, String> values) implements Config {

  private record Value(String name, @Nullable String value) implements ConfigValue {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public @Nullable String getValue() {
      return value;
    }

    @Override
    public @Nullable String getRawValue() {
      return value;
    }

    @Override
    public String getSourceName() {
      return "map";
    }

    @Override
    public int getSourceOrdinal() {
      return 100;
    }
  }

  @Override
  public <T> T getValue(String name, Class<T> type) {
    return getOptionalValue(name, type).orElseThrow();
  }

  @Override
  public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
    return Optional.ofNullable(values.get(name)).map(text -> type.cast(converted(text, type)));
  }

  private static Object converted(String text, Class<?> type) {
    if (type.isArray()) {
      var parts = text.split(",", -1);
      var array = Array.newInstance(type.getComponentType(), parts.length);
      for (int i = 0; i < parts.length; i++) {
        Array.set(array, i, converted(parts[i], type.getComponentType()));
      }
      return array;
    }
    return switch (type.getSimpleName()) {
      case "Integer" -> Integer.valueOf(text.strip());
      case "Long" -> Long.valueOf(text.strip());
      case "Boolean" -> Set.of("true", "yes", "on", "1", "y").contains(text.strip());
      case "TimeSpan" -> new TimeSpan.Reader().convert(text);
      case "ByteSize" -> new ByteSize.Reader().convert(text);
      case "URI" -> URI.create(text.strip());
      case "Path" -> Path.of(text);
      default -> text;
    };
  }

  @Override
  public ConfigValue getConfigValue(String name) {
    return new Value(name, values.get(name));
  }

  @Override
  public Iterable<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public Iterable<ConfigSource> getConfigSources() {
    throw new UnsupportedOperationException("it has none");
  }

  @Override
  public <T> Optional<Converter<T>> getConverter(Class<T> type) {
    throw new UnsupportedOperationException(type.getName());
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    throw new UnsupportedOperationException(type.getName());
  }
}
