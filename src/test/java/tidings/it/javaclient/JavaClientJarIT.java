package tidings.it.javaclient;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The artifacts of the Java client, as an application receives them. */
class JavaClientJarIT {

  private static final Path ARTIFACTS =
      Path.of(requireNonNull(System.getProperty("tidings.artifacts"), "tidings.artifacts"));
  private static final int JAVA_17 = 61;

  private static JarFile jar(String suffix) throws IOException {
    return new JarFile(ARTIFACTS.resolve("tidings-client" + suffix + ".jar").toFile());
  }

  private static List<String> names(JarFile jar, String ending) {
    return jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(ending)).toList();
  }

  private static int version(JarFile jar, String name) throws IOException {
    try (var in = new DataInputStream(jar.getInputStream(jar.getEntry(name)))) {
      assertThat(in.readInt()).isEqualTo(0xcafebabe);
      in.readUnsignedShort();
      return in.readUnsignedShort();
    }
  }

  @Test
  void itHasItsOwnClassesForJava17Alone() throws IOException {
    try (var jar = jar("")) {
      var classes = names(jar, ".class");
      assertThat(classes)
          .hasSizeGreaterThan(20)
          .contains("tidings/client/TidingsClient.class")
          .contains("tidings/client/cdi/TidingsClientProducer.class")
          .allMatch(name -> name.startsWith("tidings/client/"));
      for (var name : classes) {
        assertThat(version(jar, name)).as(name).isEqualTo(JAVA_17);
      }
      assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("tidings.client");
      assertThat(jar.getEntry("META-INF/beans.xml")).isNotNull();
    }
  }

  @Test
  void itsSourcesAndItsDocumentationAreThere() throws IOException {
    try (var sources = jar("-sources");
        var javadoc = jar("-javadoc")) {
      assertThat(names(sources, ".java"))
          .contains("tidings/client/TidingsClient.java")
          .allMatch(name -> name.startsWith("tidings/client/"));
      assertThat(names(javadoc, ".html")).contains("tidings/client/TidingsClient.html");
    }
  }

  /** Equal sources give equal bytes: no entry has the time of the build. */
  @Test
  void itIsReproducible() throws IOException {
    for (var suffix : List.of("", "-sources", "-javadoc")) {
      try (var jar = jar(suffix)) {
        assertThat(jar.stream().map(entry -> entry.getTimeLocal().getYear()).distinct())
            .containsExactly(2000);
      }
    }
  }

  /** An application gets no other library at run time than annotations. */
  @Test
  void itsPomNeedsNoOtherLibrary() throws IOException {
    var pom = Files.readString(ARTIFACTS.resolve("tidings-client.pom"));
    assertThat(pom).doesNotContain("@").contains("<groupId>io.tidings</groupId>");
    var needed =
        Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL)
            .matcher(pom)
            .results()
            .map(one -> one.group(1))
            .filter(one -> !one.contains("<scope>provided</scope>"))
            .toList();
    assertThat(needed).singleElement().asString().contains("<artifactId>jspecify</artifactId>");
  }

  @Test
  void theWarHasNothingOfIt() throws IOException {
    var war = requireNonNull(System.getProperty("tidings.war"), "tidings.war");
    try (var jar = new JarFile(war)) {
      assertThat(jar.stream().map(JarEntry::getName))
          .contains("WEB-INF/beans.xml")
          .noneMatch(name -> name.contains("tidings/client"));
    }
  }
}
