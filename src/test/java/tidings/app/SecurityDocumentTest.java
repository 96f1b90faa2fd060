package tidings.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code src/docs/security.md} names tests as its proof: each of them is there. */
class SecurityDocumentTest {

  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:IT|Test|Contract))`");

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    var text = Files.readString(Path.of("src/docs/security.md"));
    var named =
        NAMED
            .matcher(text)
            .results()
            .map(found -> found.group(1) + ".java")
            .collect(Collectors.toSet());
    try (var files = Files.walk(Path.of("src/test/java"))) {
      var present =
          files.map(file -> file.getFileName().toString()).collect(Collectors.toUnmodifiableSet());
      assertThat(named).hasSizeGreaterThan(40).isSubsetOf(present);
    }
  }
}
