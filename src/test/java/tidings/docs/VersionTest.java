package tidings.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The POM and the packages of npm have one version, and no licence. */
class VersionTest {

  private static final Pattern VERSION =
      Pattern.compile("<artifactId>tidings</artifactId>\\s*<version>([^<]+)</version>");

  private static String version() {
    var found = VERSION.matcher(Pages.read(Path.of("pom.xml")));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(Pages.read(file));
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private static List<Path> packages() {
    var found =
        Pages.below(Path.of("frontend"), "package.json").stream()
            .filter(file -> file.endsWith("package.json"))
            .toList();
    assertThat(found).hasSizeGreaterThan(5);
    return found;
  }

  @Test
  void eachPackageHasTheVersionOfThePom() {
    assertThat(packages())
        .allSatisfy(file -> assertThat(json(file).path("version").asText()).isEqualTo(version()));
  }

  @Test
  void thePackagesNeedEachOtherInThisVersion() {
    var needed =
        packages().stream().map(LinksToPackages::of).flatMap(LinksToPackages::versions).toList();
    assertThat(needed).hasSizeGreaterThan(4).isSubsetOf(version(), "^" + version());
  }

  @Test
  void theLockfileKnowsThem() {
    var locked = json(Path.of("frontend/package-lock.json"));
    assertThat(locked.path("version").asText()).isEqualTo(version());
    assertThat(packages())
        .allSatisfy(
            file -> {
              var folder = Path.of("frontend").relativize(file.resolveSibling("")).toString();
              assertThat(locked.path("packages").path(folder).path("version").asText())
                  .isEqualTo(version());
            });
  }

  @Test
  void noLicenceIsGranted() {
    assertThat(packages())
        .allSatisfy(
            file -> assertThat(json(file).path("license").asText()).isEqualTo("UNLICENSED"));
    assertThat(Pages.read(Path.of("pom.xml"))).doesNotContain("<licenses>");
  }

  /** What a package needs of the others. */
  private record LinksToPackages(JsonNode manifest) {

    static LinksToPackages of(Path file) {
      return new LinksToPackages(json(file));
    }

    Stream<String> versions() {
      return Stream.of("dependencies", "peerDependencies")
          .flatMap(kind -> manifest.path(kind).properties().stream())
          .filter(needed -> needed.getKey().startsWith("@tidings/"))
          .map(needed -> needed.getValue().asText());
    }
  }
}
