package tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@link tidings.api} promises, line by line: a change of it is a change of {@code
 * signatures.txt}, and shows in its review. The failure prints the file as it would be.
 */
class SignaturesTest {

  private static final Path FILE = Path.of("src/test/resources/tidings/api/signatures.txt");

  private static List<String> signatures() throws IOException {
    try (var files = Files.list(Path.of("target/classes/tidings/api"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("package-info.class"))
          .map(name -> type(name.replaceFirst("\\.class$", "")))
          .filter(SignaturesTest::isPublic)
          .flatMap(SignaturesTest::of)
          .sorted()
          .toList();
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName("tidings.api." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }

  private static Stream<String> of(Class<?> type) {
    var lines = new ArrayList<String>();
    lines.add(type.toGenericString());
    Stream.of(type.getDeclaredConstructors(), type.getDeclaredMethods())
        .flatMap(Arrays::stream)
        .filter(one -> isPromised(one.getModifiers()) && !one.isSynthetic())
        .map(Executable::toGenericString)
        .forEach(lines::add);
    Arrays.stream(type.getDeclaredFields())
        .filter(one -> isPromised(one.getModifiers()) && !one.isSynthetic())
        .map(Field::toGenericString)
        .forEach(lines::add);
    return lines.stream();
  }

  private static boolean isPromised(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  @Test
  void thePromisedApiIsThatOfTheFile() throws IOException {
    assertThat(String.join("\n", signatures()) + "\n").isEqualTo(Files.readString(FILE));
  }

  /** The rule would notice: a type that is not promised has members of each kind. */
  @Test
  void aMemberOfEachKindIsSeen() throws IOException {
    assertThat(of(Sample.class).toList())
        .anyMatch(line -> line.contains("Sample()"))
        .anyMatch(line -> line.contains("Sample.method()"))
        .anyMatch(line -> line.contains("Sample.FIELD"))
        .noneMatch(line -> line.contains("hidden"));
    assertThat(signatures()).noneMatch(line -> line.contains("Sample"));
  }

  /** Has a member of each kind. */
  public static class Sample {
    public static final String FIELD = "f";
    final String hidden = "h";

    protected void method() {
      // Only its signature matters.
    }
  }
}
