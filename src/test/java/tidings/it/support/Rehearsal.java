package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server that has run once, as a base for the next ones: the classes it loaded, parsed and
 * verified (class data sharing, JEP 350), and Liberty's caches of its bundles and of the
 * annotations in the application. It halves the processor time of a start; the configuration and
 * the deployment are read as usual.
 *
 * @param server the folder of its configuration
 * @param classes the archive of its classes
 */
public record Rehearsal(Path server, Path classes) {

  private static final Path FOLDER = Path.of("target/it/rehearsal").toAbsolutePath();
  private static final Path CLASSES = FOLDER.resolveSibling("rehearsal.jsa");
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  /** Liberty has a Java agent; with it, class archives are for tests only. */
  private static final String WITH_AGENT =
      "-XX:+UnlockDiagnosticVMOptions -XX:+AllowArchivingWithJavaAgent -Xlog:cds=off ";

  /** Liberty has no date of the libraries in an application, and otherwise reads all of them. */
  private static final String ANNOTATIONS_OF_THE_SAME_APPLICATION =
      "-Danno.cache.alwaysValid=true ";

  /** Option by which a virtual machine archives its loaded classes at its end. */
  public static final String KEEPING = WITH_AGENT + "-XX:ArchiveClassesAtExit=" + quoted(CLASSES);

  private static final class Holder {
    static final Rehearsal HELD = hold();
  }

  /** The rehearsal of this run of the tests. */
  public static Rehearsal get() {
    return Holder.HELD;
  }

  private static Rehearsal hold() {
    try {
      Files.deleteIfExists(CLASSES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var server =
        LibertyServer.named(FOLDER.getFileName().toString())
            .asRehearsal()
            .withDevIdentity()
            .start();
    server.process().terminate();
    if (!server.process().exits(AT_MOST) || !Files.exists(CLASSES)) {
      server.process().kill();
      throw new IllegalStateException("no classes were kept: " + server.log());
    }
    return new Rehearsal(FOLDER.resolve("servers/defaultServer"), CLASSES);
  }

  /** Options by which a server of the same application uses it, for a shell. */
  public String using() {
    return ANNOTATIONS_OF_THE_SAME_APPLICATION + usingClasses();
  }

  /** Options by which a virtual machine uses the archive, for a shell. */
  public String usingClasses() {
    return WITH_AGENT + "-XX:SharedArchiveFile=" + quoted(classes);
  }

  /** The same options, one on each line. */
  public String lines() {
    return WITH_AGENT.replace(' ', '\n') + "-XX:SharedArchiveFile=" + classes + "\n";
  }

  /** For the shell that starts the server, which evaluates the options. */
  private static String quoted(Path file) {
    return "'" + file + "'";
  }

  /**
   * Gives a server the cache of this one, its keys, its empty database, and the unpacked
   * application.
   */
  public void layOut(Path user) {
    var to = user.resolve("servers/defaultServer");
    try {
      for (var folder : List.of("workarea", "resources", "data")) {
        Folders.copy(server.resolve(folder), to.resolve(folder));
      }
      Folders.link(server.resolve("apps/expanded"), to.resolve("apps/expanded"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
