package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server that has run once, for the next ones to start from: the classes it loaded, parsed and
 * verified (class data sharing, JEP 350), and what Liberty worked out of its bundles. It halves the
 * processor time of a start; what is configured and what is deployed is read as ever.
 *
 * @param server the folder of its configuration
 * @param classes the archive of its classes
 */
public record Rehearsal(Path server, Path classes) {

  private static final Path FOLDER = Path.of("target/it/rehearsal").toAbsolutePath();
  private static final Path CLASSES = FOLDER.resolveSibling("rehearsal.jsa");
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  /** Liberty has a Java agent, with which classes are kept for tests only. */
  private static final String WITH_AGENT =
      "-XX:+UnlockDiagnosticVMOptions -XX:+AllowArchivingWithJavaAgent -Xlog:cds=off ";

  /** What has a virtual machine keep the classes that it loaded, at its end. */
  public static final String KEEPING = WITH_AGENT + "-XX:ArchiveClassesAtExit=" + quoted(CLASSES);

  private static final class Holder {
    static final Rehearsal HELD = hold();
  }

  /** The one of this run of the tests. */
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

  /** What has a virtual machine use the classes that were kept, for a shell. */
  public String using() {
    return WITH_AGENT + "-XX:SharedArchiveFile=" + quoted(classes);
  }

  /** The same, an option on each line. */
  public String lines() {
    return WITH_AGENT.replace(' ', '\n') + "-XX:SharedArchiveFile=" + classes + "\n";
  }

  /** For the shell that starts the server, which evaluates the options. */
  private static String quoted(Path file) {
    return "'" + file + "'";
  }

  /** Gives a server what this one worked out, its keys, and the unpacked application. */
  public void layOut(Path user) {
    var to = user.resolve("servers/defaultServer");
    try {
      for (var folder : List.of("workarea", "resources")) {
        Folders.copy(server.resolve(folder), to.resolve(folder));
      }
      Folders.link(server.resolve("apps/expanded"), to.resolve("apps/expanded"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
