package tidings.app.configuration;

import java.util.List;
import java.util.Optional;

/**
 * Texts of the configuration without the surrounding white space: a list is written {@code a, b},
 * and a file or an editor leaves a line end, on Windows with a carriage return. Numbers, times and
 * sizes are parsed without it anyway. Pure functions.
 */
public final class Trimmed {

  private Trimmed() {}

  /** The text; empty if it is white space. */
  public static Optional<String> text(Optional<String> text) {
    return text.map(String::strip).filter(stripped -> !stripped.isEmpty());
  }

  /** The elements that are not empty. */
  public static List<String> list(Optional<List<String>> list) {
    return list(list.orElse(List.of()));
  }

  /** The elements that are not empty. */
  public static List<String> list(List<String> list) {
    return list.stream().map(String::strip).filter(one -> !one.isEmpty()).toList();
  }

  /** A secret, which may contain a space, without the line end of its file. */
  public static Optional<String> secret(Optional<String> secret) {
    return secret.map(text -> text.replaceFirst("[\r\n]+$", ""));
  }
}
