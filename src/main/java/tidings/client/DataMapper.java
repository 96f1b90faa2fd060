package tidings.client;

import java.lang.reflect.Type;

/** Converts data from and to JSON, with the library of the application. Thread-safe. */
public interface DataMapper {

  /** Writes a value as JSON. */
  String write(Object value) throws Exception;

  /** Reads JSON as a value of a type. */
  Object read(String json, Type type) throws Exception;

  /** A function that may throw, such as {@code objectMapper::writeValueAsString}. */
  @FunctionalInterface
  interface Writer {
    String write(Object value) throws Exception;
  }

  /** A function that may throw, such as {@code jsonb::fromJson}. */
  @FunctionalInterface
  interface Reader {
    Object read(String json, Type type) throws Exception;
  }

  /**
   * A mapper of two functions. With JSON-B: {@code DataMapper.of(jsonb::toJson, jsonb::fromJson)};
   * with Jackson: {@code DataMapper.of(json::writeValueAsString, (text, type) ->
   * json.readValue(text, json.constructType(type)))}.
   */
  static DataMapper of(Writer writer, Reader reader) {
    return new DataMapper() {
      @Override
      public String write(Object value) throws Exception {
        return writer.write(value);
      }

      @Override
      public Object read(String json, Type type) throws Exception {
        return reader.read(json, type);
      }
    };
  }
}
