package tidings.it.support;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The application of somebody else: {@code src/test/sample-overlay}, a Maven project that depends
 * on the artifacts of this build and on nothing else of it. Maven builds it in a process of its
 * own.
 *
 * <p>The artifacts are in a local repository below {@code target}, as {@code mvn install} would put
 * them into the user's. Everything else in it is a link to the user's.
 */
public final class SampleOverlay {

  private static final Path PROJECT = Path.of("src/test/sample-overlay");
  private static final Path FOLDER = Path.of("target/it/sample-overlay").toAbsolutePath();
  private static final Path ARTIFACTS = Path.of(property("tidings.artifacts"));
  private static final String GROUP = "io";
  private static final Duration BUILD = Duration.ofMinutes(4);

  private SampleOverlay() {}

  private static String property(String name) {
    return requireNonNull(System.getProperty(name), name + " is not set: run with 'mvn verify'");
  }

  /** Builds it; returns its WAR. */
  public static Path build() {
    try {
      Folders.delete(FOLDER);
      Folders.copy(PROJECT, FOLDER.resolve("project"));
      return build(install(FOLDER.resolve("repository")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path build(Path repository) {
    var project = FOLDER.resolve("project");
    var maven =
        ChildProcess.start(
            List.of(
                Path.of(property("tidings.maven"), "bin/mvn").toString(),
                "-B",
                "-ntp",
                "-f",
                project.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + repository,
                "-Dtidings.version=" + version(),
                "package"),
            Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "MAVEN_ARGS", ""),
            FOLDER.resolve("maven.log"));
    if (!maven.exits(BUILD) || !maven.succeeded()) {
      throw new IllegalStateException(maven.output());
    }
    return project.resolve("target/orders.war");
  }

  private static String version() {
    return property("tidings.version");
  }

  private static Path install(Path repository) throws IOException {
    var users = Path.of(property("tidings.repository"));
    linkAll(users, repository, GROUP);
    linkAll(users.resolve(GROUP), repository.resolve(GROUP), "tidings");
    install(repository, "tidings", "war", Path.of(property("tidings.war")), Path.of("pom.xml"));
    install(repository, "tidings-api", "jar");
    install(repository, "tidings-bom", "pom");
    return repository;
  }

  /** Links whatever is in a folder, except for one, which becomes a folder. */
  private static void linkAll(Path from, Path to, String except) throws IOException {
    Files.createDirectories(to.resolve(except));
    try (var found = Files.list(from)) {
      for (var one : found.toList()) {
        if (!one.getFileName().toString().equals(except)) {
          Files.createSymbolicLink(to.resolve(one.getFileName()), one);
        }
      }
    }
  }

  private static void install(Path repository, String artifact, String type) throws IOException {
    install(
        repository,
        artifact,
        type,
        ARTIFACTS.resolve(artifact + "." + type),
        ARTIFACTS.resolve(artifact + ".pom"));
  }

  private static void install(Path repository, String artifact, String type, Path file, Path pom)
      throws IOException {
    var folder = repository.resolve(GROUP).resolve("tidings").resolve(artifact).resolve(version());
    Files.createDirectories(folder);
    var name = artifact + "-" + version() + ".";
    Files.copy(file, folder.resolve(name + type));
    if (!type.equals("pom")) {
      Files.copy(pom, folder.resolve(name + "pom"));
    }
  }
}
